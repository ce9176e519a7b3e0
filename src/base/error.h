/* SPDX-License-Identifier: MIT */
/*
 * All failures of all modules in one table: the number that functions return, the stable code that
 * clients see in problem+json, an English sentence, and the HTTP status. Functions return 0 or one
 * of these negative numbers. The caller that knows the context logs.
 */
#ifndef LOADLINE_ERROR_H
#define LOADLINE_ERROR_H

enum error {
    ERR_INTERNAL = -1,      /* a fault of the program */
    ERR_NOMEM = -2,         /* out of memory for this request */
    ERR_IO = -3,            /* the spool could not be read or written */
    ERR_NO_SPACE = -4,      /* the spool is full */
    ERR_NOT_FOUND = -5,     /* no such upload, or the key is wrong */
    ERR_GONE = -6,          /* the upload ended: expired, cancelled or deleted */
    ERR_FORBIDDEN = -7,     /* known, but not allowed */
    ERR_METHOD = -8,        /* method not allowed here */
    ERR_BAD_REQUEST = -9,   /* malformed */
    ERR_SUPERSEDED = -10,   /* a newer request or attempt took over */
    ERR_LOCKED = -11,       /* the holder of the lock did not release it in time */
    ERR_OFFSET = -12,       /* Upload-Offset is not the current offset */
    ERR_TOO_LARGE = -13,    /* over the declared or the allowed size */
    ERR_MEDIA_TYPE = -14,   /* Content-Type not accepted */
    ERR_TUS_VERSION = -15,  /* Tus-Resumable missing or unsupported */
    ERR_INTERRUPTED = -16,  /* the sender disconnected before the end of the body */
    ERR_BAD_OFFSET = -17,   /* Upload-Offset missing or malformed */
    ERR_BAD_LENGTH = -18,   /* Upload-Length missing or malformed */
    ERR_BAD_METADATA = -19, /* Upload-Metadata malformed */
    ERR_BAD_FORM = -20,     /* multipart body malformed */
    ERR_TOO_MANY = -21,     /* a count limit (files, fields, ids) is exceeded */
    ERR_REDIS = -22,        /* Redis is not reachable or answered with an error */
    ERR_MISSING = -23,      /* Redis lacks the record, or has another one: send the whole */
    ERR_EXISTS = -24,       /* it exists already */
    ERR_ORIGIN = -25,       /* the state has no transition to the other one */
    ERR_BOUND = -26,        /* a stated bound of a buffer or an event is exceeded */
    ERR_SYNTAX = -27,       /* text that does not parse (JSON, numbers, URLs) */
    ERR_CONFIG = -28,       /* a setting is unknown or out of bounds */
    ERR_NOT_FINISHED = -29, /* the upload is not complete yet */
    ERR_STAGE = -30,        /* a processing stage failed */
    ERR_TIMEOUT = -31,      /* a wait reached its limit */
    ERR_BUSY = -32,         /* no free thread or place */
    ERR_TYPE = -33,         /* the type of the file is not accepted */
    ERR_QUOTA = -34,        /* the owner's quota is used up */
    ERR_REFUSED = -35,      /* the pre_create command refused it */
    ERR_CROWDED = -36,      /* the limit on concurrent senders is reached */
    ERR_HEADERS = -37,      /* the header fields are too large */
    ERR_RANGE = -38,        /* the range has no byte of the file */
    ERR_ADMISSION = -39,    /* the check for admission cannot be made now */
    ERR_CHECKSUM = -40,     /* the bytes do not match their checksum */
    ERR_BAD_CHECKSUM = -41, /* the checksum is malformed or of an unknown algorithm */
    ERR_BAD_CONCAT = -42,   /* Upload-Concat malformed, or its parts cannot be concatenated */
    ERR_LENGTHS = -43,      /* two declared lengths of an upload differ */
    ERR_COMPLETED = -44,    /* a complete upload accepts no more bytes */
    ERR_DIGEST = -45,       /* the bytes do not match the declared digest */
    ERR_UNAUTHORIZED = -46, /* the request has no credentials */
    ERR_TOKEN = -47,        /* the token is malformed, forged or for another audience */
    ERR_EXPIRED = -48,      /* the token has expired */
    ERR_EARLY = -49,        /* the token is not valid yet */
    ERR_SCOPE = -50,        /* the credential is valid, but does not allow this */
    ERR_CROSS_ORIGIN = -51, /* requested by a page of another site */
    ERR_CONNECTIONS = -52,  /* a limit on connections to the relay */
    ERR_NOT_WAITING = -53,  /* the stage does not wait for reports */
    ERR_NOT_FAILED = -54,   /* there is no failure to retry */
    ERR_ENDED = -55,        /* the upload has ended already */
    ERR_CHUNK = -56,        /* a part of a file, in a chunk format that is not supported */
    ERR_PART = -57,         /* a part of a file, where only whole files are accepted */
    ERR_CODING = -58,       /* the Content-Encoding is not supported */
    ERR_CREATIONS = -59,    /* the client creates uploads too fast */
    ERR_DIFFERS = -60,      /* the bytes differ from those that are stored */
    ERR_VISITOR = -61,      /* nothing tells the visitor from others */
    ERR_DELIVERED = -62,    /* the file has left the spool */
    ERR_ELSEWHERE = -63,    /* another host has the upload */
    ERR_APART = -64,        /* some parts of one upload are on another host */
    ERR_DOWNLOAD = -65,     /* the download is not possible now, by a fault of the site */
    ERR_LINK = -66,         /* the administrator's link was used already */
    ERR_LAST = -66
};

/* Returns the stable code, such as "offset_mismatch". Never NULL; an unknown number is "internal".
 */
const char *error_code(int err);

/* Returns an English sentence for people. Never NULL. */
const char *error_text(int err);

/* Returns the HTTP status of the error. */
int error_status(int err);

/* Maps an errno of file work to ERR_NO_SPACE, ERR_NOMEM, ERR_NOT_FOUND or ERR_IO. */
int error_from_errno(int errnum);

/* Returns ERR_IO for every errno, and keeps the errno for error_reason(). */
int error_io(int errnum);

/* Returns the system's text for the last errno that this thread mapped to a code, for the log. NULL
 * if it mapped none since error_forget(). */
const char *error_reason(void);
void error_forget(void);

#endif
