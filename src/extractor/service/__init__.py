"""The extractor as a web service: one page to look at, and the command line's answers over HTTP.

limits    what a request may cost
task      one request's work, done in a worker: bytes → facts → the bytes of the answer
workers   processes that do it, a dead or slow one replaced
intake    an HTTP request → a task, or a refusal
app       the routes
server    a socket, uvicorn and a graceful stop
"""
