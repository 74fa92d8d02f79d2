"""How the API says no."""

from starlette.responses import JSONResponse


def refusal(status: int, code: str, message: str) -> JSONResponse:
    """The API's shape of an error."""
    return JSONResponse(
        {"success": False, "error": {"code": code, "message": message}}, status_code=status
    )


def unavailable(what: str) -> JSONResponse:
    """Something that this needs does not answer just now."""
    return refusal(503, "UNAVAILABLE", f"{what} is not available just now")
