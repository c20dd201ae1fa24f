// Runs a CloudFront function as CloudFront does: `handler(event)`, and nothing else within reach.
// Standard input has the code and the event, as JSON; what the handler gives goes to the output.

import { readFileSync } from "node:fs";
import { createContext, runInContext } from "node:vm";

const { code, event } = JSON.parse(readFileSync(0, "utf8"));
const context = createContext({ event: JSON.stringify(event) });
console.log(runInContext(`${code}\nJSON.stringify(handler(JSON.parse(event)))`, context));
