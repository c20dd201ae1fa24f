"""The whole system on one machine, in one foreground process. Never shipped to Lambda.

Embedded AWS, a gateway that treats the app as API Gateway and Lambda would, the clock that fires
the schedules, a small demo service to watch, and a console with the mailbox. It fails where AWS
would fail, so that what works here works there.
"""
