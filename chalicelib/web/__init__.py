"""The door for HTTP: a request comes in, HTML or JSON goes out."""
