/* SPDX-License-Identifier: MIT */
/*
 * Every failure that a module can report, in one table: the number that functions return,
 * the stable code that clients see in problem+json, an English sentence, and the HTTP status.
 * Functions return 0 or one of these negative numbers; the caller that knows the context logs.
 */
#ifndef LOADLINE_ERROR_H
#define LOADLINE_ERROR_H

enum error {
    ERR_INTERNAL = -1,      /* our own fault */
    ERR_NOMEM = -2,         /* out of memory for this request */
    ERR_IO = -3,            /* the spool could not be read or written */
    ERR_NO_SPACE = -4,      /* the spool is full */
    ERR_NOT_FOUND = -5,     /* no such upload, or the key does not fit */
    ERR_GONE = -6,          /* it ended: expired, cancelled or deleted */
    ERR_FORBIDDEN = -7,     /* known, but not allowed */
    ERR_METHOD = -8,        /* method not allowed here */
    ERR_BAD_REQUEST = -9,   /* malformed */
    ERR_SUPERSEDED = -10,   /* a newer request or attempt took over */
    ERR_LOCKED = -11,       /* the holder of the lock did not let go in time */
    ERR_OFFSET = -12,       /* Upload-Offset is not the current offset */
    ERR_TOO_LARGE = -13,    /* over the declared or the allowed size */
    ERR_MEDIA_TYPE = -14,   /* Content-Type not accepted */
    ERR_TUS_VERSION = -15,  /* Tus-Resumable missing or unsupported */
    ERR_INTERRUPTED = -16,  /* the sender went away before the end of the body */
    ERR_BAD_OFFSET = -17,   /* Upload-Offset missing or malformed */
    ERR_BAD_LENGTH = -18,   /* Upload-Length missing or malformed */
    ERR_BAD_METADATA = -19, /* Upload-Metadata malformed */
    ERR_BAD_FORM = -20,     /* multipart body malformed */
    ERR_TOO_MANY = -21,     /* a count limit (files, fields, ids) is exceeded */
    ERR_REDIS = -22,        /* Redis is not reachable or answered an error */
    ERR_MISSING = -23,      /* the hash is not in Redis: send the whole record */
    ERR_EXISTS = -24,       /* it is there already */
    ERR_ORIGIN = -25,       /* this state does not lead to that one */
    ERR_BOUND = -26,        /* a stated bound of a buffer or an event is exceeded */
    ERR_SYNTAX = -27,       /* text that does not parse (JSON, numbers, URLs) */
    ERR_CONFIG = -28,       /* a setting is unknown or out of bounds */
    ERR_NOT_FINISHED = -29, /* the upload is not complete yet */
    ERR_STAGE = -30,        /* a processing stage failed */
    ERR_TIMEOUT = -31,      /* a wait reached its limit */
    ERR_BUSY = -32,         /* no thread or place left for it now */
    ERR_TYPE = -33,         /* the kind of file is not admitted */
    ERR_QUOTA = -34,        /* the owner's quota is used up */
    ERR_REFUSED = -35,      /* the pre_create command refused it */
    ERR_CROWDED = -36,      /* as many senders at once as allowed */
    ERR_HEADERS = -37,      /* the header fields are too large */
    ERR_RANGE = -38,        /* no byte of the range is there */
    ERR_ADMISSION = -39,    /* whether it is admitted cannot be told now */
    ERR_CHECKSUM = -40,     /* the bytes do not match their checksum */
    ERR_BAD_CHECKSUM = -41, /* the checksum is malformed or of an unknown algorithm */
    ERR_BAD_CONCAT = -42,   /* Upload-Concat malformed, or names what cannot be put together */
    ERR_LENGTHS = -43,      /* two statements of an upload's length differ */
    ERR_COMPLETED = -44,    /* nothing can be added to a complete upload */
    ERR_DIGEST = -45,       /* the bytes do not have the digest they were sent with */
    ERR_UNAUTHORIZED = -46, /* nobody is known to be asking */
    ERR_TOKEN = -47,        /* the token is malformed, forged or not for us */
    ERR_EXPIRED = -48,      /* its time is over */
    ERR_EARLY = -49,        /* its time has not come */
    ERR_SCOPE = -50,        /* the credential is good, but not for this */
    ERR_CROSS_ORIGIN = -51, /* asked by a page of another site */
    ERR_CONNECTIONS = -52,  /* a limit on connections to the relay */
    ERR_NOT_WAITING = -53,  /* the stage does not wait for reports */
    ERR_NOT_FAILED = -54,   /* there is nothing to retry */
    ERR_ENDED = -55,        /* there is nothing left to cancel */
    ERR_CHUNK = -56,        /* a part of a file, of an uploader whose parts are not understood */
    ERR_PART = -57,         /* a part of a file, where only whole ones are taken */
    ERR_CODING = -58,       /* the content has a coding that is not taken off */
    ERR_CREATIONS = -59,    /* the client makes uploads too fast */
    ERR_LAST = -59
};

/* The stable code, such as "offset_mismatch". Never NULL; an unknown number is "internal". */
const char *error_code(int err);

/* One English sentence for people. Never NULL. */
const char *error_text(int err);

/* The HTTP status that goes with it. */
int error_status(int err);

/* Maps an errno of file work to ERR_NO_SPACE, ERR_NOMEM, ERR_NOT_FOUND or ERR_IO. */
int error_from_errno(int errnum);

/* ERR_IO, whatever the errno is. */
int error_io(int errnum);

/* What the system said when this thread last made a code of an errno, for the log; NULL: nothing
 * since error_forget(). */
const char *error_reason(void);
void error_forget(void);

#endif
