"""The control API: JSON under /simulator/. It mirrors the methods of `Simulator`."""

from .spapi import json_response


def credentials(simulator, request):
    """GET: the first application's credentials, and a refresh token and seller id per region."""
    application = simulator.application
    return json_response(
        {
            "application_id": application.application_id,
            "client_id": application.client_id,
            "client_secret": application.client_secret,
            "sellers": {
                region: {
                    "selling_partner_id": simulator.seller(region).selling_partner_id,
                    "refresh_token": simulator.refresh_token(region),
                }
                for region in ("na", "eu", "fe")
            },
        }
    )


ROUTES = (("GET", "/simulator/credentials", credentials),)
