/* SPDX-License-Identifier: MIT */
/*
 * The field traceparent of W3C Trace Context, which names the trace that a request belongs to and
 * the caller's span in it. Loadline makes no spans of its own: it passes the context on to what it
 * starts, and puts the trace's id into its log.
 */
#ifndef LOADLINE_TRACE_CONTEXT_H
#define LOADLINE_TRACE_CONTEXT_H

#include <stdbool.h>

#define TRACE_PARENT_SIZE 56 /* of version 00, with a NUL */
#define TRACE_ID_SIZE 33
#define TRACE_PARENT_VARIABLE "TRACEPARENT=" /* of the environment, before the value */

/* Reads a field's value by section 3.2 of the recommendation, strictly: lower case, no blanks, no
 * id of zeros. NULL is allowed. Of a later version it reads what version 00 has, as section 4.3
 * says. Writes it as version 00, with the flags that are defined. False if it is not valid; then
 * out is "". */
bool trace_parent_parse(const char *text, char out[TRACE_PARENT_SIZE]);

/* Writes the trace's id of a parsed value; "" of "". */
void trace_parent_id(const char *parent, char out[TRACE_ID_SIZE]);

/* Writes a value of the same trace for a request of our own: with a parent-id that no other request
 * has. "" of "", and if there is no random number. */
void trace_parent_child(const char *parent, char out[TRACE_PARENT_SIZE]);

/* This thread's log lines about the upload of that id get the field trace from now on, until the
 * next call (log_set_trace). parent "": they do not. */
void trace_parent_log(const char *id, const char *parent);

#endif
