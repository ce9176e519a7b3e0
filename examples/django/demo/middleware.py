# SPDX-License-Identifier: MIT
"""A header field of every answer. The pages have neither inline scripts nor inline styles."""

POLICY = ("default-src 'self'; media-src 'self' blob:; base-uri 'self'; form-action 'self'; "
          "frame-ancestors 'none'")


def content_security_policy(get_response):
    def middleware(request):
        response = get_response(request)
        response["Content-Security-Policy"] = POLICY
        return response
    return middleware
