# SPDX-License-Identifier: MIT
"""Header fields of every answer. The pages have neither inline scripts nor inline styles."""

POLICY = ("default-src 'self'; media-src 'self' blob:; base-uri 'self'; form-action 'self'; "
          "frame-ancestors 'none'")


def header_fields(get_response):
    def middleware(request):
        response = get_response(request)
        response["Content-Security-Policy"] = POLICY
        if not request.path.startswith("/static/"):
            response["Cache-Control"] = "no-store"
        return response
    return middleware
