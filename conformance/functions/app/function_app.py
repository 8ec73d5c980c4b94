"""A function app in the shape of the quickstart for Python: HTTP, a timer, a queue, a blueprint."""

import json
import logging
import os

import azure.functions as func
from orders import orders

app = func.FunctionApp(http_auth_level=func.AuthLevel.FUNCTION)
app.register_functions(orders)


@app.route(route="HttpExample")
def HttpExample(req: func.HttpRequest) -> func.HttpResponse:  # noqa: N802 - the quickstart's name
    """Greet whoever is named in the query or in the body."""
    logging.info("Python HTTP trigger function processed a request.")
    name = req.params.get("name")
    if not name:
        try:
            name = req.get_json().get("name")
        except ValueError:
            name = None
    if name:
        return func.HttpResponse(f"Hello, {name}. This function executed successfully.")
    return func.HttpResponse("Pass a name in the query string or in the body.", status_code=400)


@app.route(route="whoami", auth_level=func.AuthLevel.ANONYMOUS)
async def whoami(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
    """What the function knows about itself."""
    known = {
        "function": context.function_name,
        "invocation": context.invocation_id,
        "site": os.environ.get("WEBSITE_SITE_NAME"),
        "method": req.method,
    }
    return func.HttpResponse(json.dumps(known), mimetype="application/json")


@app.timer_trigger(schedule="0 */5 * * * *", arg_name="myTimer", run_on_startup=True)
def TimerExample(myTimer: func.TimerRequest) -> None:  # noqa: N802, N803 - the quickstart's names
    """Say that the time has come."""
    if myTimer.past_due:
        logging.info("The timer is past due!")
    logging.info("Python timer trigger function executed.")
