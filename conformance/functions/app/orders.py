"""Orders: put into a queue over HTTP, worked off by a queue trigger, their receipts in blobs."""

import json
import logging

import azure.functions as func

orders = func.Blueprint()
STORAGE = "AzureWebJobsStorage"


@orders.route(route="orders/{id:int}", methods=["POST"], auth_level=func.AuthLevel.ANONYMOUS)
@orders.queue_output(arg_name="msg", queue_name="orders", connection=STORAGE)
def order(req: func.HttpRequest, msg: func.Out[str]) -> func.HttpResponse:
    """Take an order."""
    msg.set(json.dumps({"id": req.route_params["id"]}))
    return func.HttpResponse(status_code=202)


@orders.queue_trigger(arg_name="msg", queue_name="orders", connection=STORAGE)
@orders.blob_output(arg_name="receipt", path="receipts/{id}.txt", connection=STORAGE)
def fulfil(msg: func.QueueMessage, receipt: func.Out[str]) -> None:
    """Work an order off."""
    number = int(msg.get_json()["id"])
    logging.info("Order %s, attempt %s.", number, msg.dequeue_count)
    if number == 13:
        raise ValueError("nobody fulfils order 13")
    receipt.set(f"order {number}: fulfilled")


@orders.route(route="receipts/{id:int}", methods=["GET"], auth_level=func.AuthLevel.ANONYMOUS)
@orders.blob_input(arg_name="receipt", path="receipts/{id}.txt", connection=STORAGE)
def receipt(req: func.HttpRequest, receipt: func.InputStream) -> func.HttpResponse:
    """Show a receipt."""
    if receipt is None:
        return func.HttpResponse(f"no receipt of {req.route_params['id']} yet", status_code=404)
    return func.HttpResponse(receipt.read(), mimetype="text/plain")
