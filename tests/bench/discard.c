/* SPDX-License-Identifier: MIT */
/*
 * The least work that a FastCGI program can do with an upload: it speaks just enough of tus for a
 * client to send everything, reads the bytes and discards them. The upload's name is its size, so
 * that the program keeps no state.
 */
#include <fcgiapp.h>

#include <stdlib.h>
#include <string.h>

#define PIECE_BYTES (64 * 1024)

static long long number(const char *text)
{
    return text == NULL ? 0 : strtoll(text, NULL, 10);
}

static long long discard(FCGX_Stream *in)
{
    static char piece[PIECE_BYTES];
    long long sum = 0;
    int n;

    while ((n = FCGX_GetStr(piece, sizeof piece, in)) > 0)
        sum += n;
    return sum;
}

static void answer(FCGX_Request *r)
{
    const char *method = FCGX_GetParam("REQUEST_METHOD", r->envp);
    const char *uri = FCGX_GetParam("REQUEST_URI", r->envp);
    const char *name = uri == NULL ? NULL : strrchr(uri, '/');
    long long length = number(FCGX_GetParam("HTTP_UPLOAD_LENGTH", r->envp));
    long long offset = number(FCGX_GetParam("HTTP_UPLOAD_OFFSET", r->envp));

    if (method == NULL || name == NULL)
        return;
    if (strcmp(method, "POST") == 0)
        FCGX_FPrintF(r->out, "Status: 201 Created\r\nLocation: /uploads/%lld\r\n", length);
    else if (strcmp(method, "PATCH") == 0)
        FCGX_FPrintF(r->out, "Status: 204 No Content\r\nUpload-Offset: %lld\r\n",
                     offset + discard(r->in));
    else
        FCGX_FPrintF(r->out, "Status: 200 OK\r\nUpload-Offset: 0\r\nUpload-Length: %lld\r\n",
                     number(name + 1));
    FCGX_FPrintF(r->out, "Tus-Resumable: 1.0.0\r\n\r\n");
}

int main(void)
{
    FCGX_Request request;

    if (FCGX_Init() != 0 || FCGX_InitRequest(&request, 0, 0) != 0)
        return EXIT_FAILURE;
    while (FCGX_Accept_r(&request) == 0) {
        answer(&request);
        FCGX_Finish_r(&request);
    }
    return EXIT_SUCCESS;
}
