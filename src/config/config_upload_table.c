/* SPDX-License-Identifier: MIT */
/*
 * The settings of the FastCGI programs: what they accept from clients, and within which limits.
 */
#include "config/config_table.h"

#include "config/config.h"
#include "config/config_check.h"
#include "config/config_units.h"

#define AT(member) offsetof(struct config, member)
#define ADDRESS "unix:/path or host:port"

const struct setting config_upload_settings[] = {
    {"upload_socket", SETTING_TEXT, AT(upload_socket), "", 0, 255, config_check_address_or_empty,
     "empty, " ADDRESS,
     "The address that upload.fcgi listens on. Empty: descriptor 0, as the web server passes it."},
    {"upload_threads", SETTING_INT, AT(upload_threads), "1024", 1, 4096, NULL, NULL,
     "The most requests that upload.fcgi handles at once. Its threads start and end on demand."},
    {"upload_reserved_threads", SETTING_INT, AT(upload_reserved_threads), "4", 0, 4095, NULL, NULL,
     "Threads reserved for short requests: those without a body, except downloads that upload.fcgi "
     "sends itself. Stalled transfers therefore never block requests that take them over."},
    {"progress_socket", SETTING_TEXT, AT(progress_socket), "", 0, 255,
     config_check_address_or_empty, "empty, " ADDRESS,
     "The address that progress.fcgi listens on. Empty: descriptor 0."},
    {"progress_threads", SETTING_INT, AT(progress_threads), "64", 1, 1024, NULL, NULL,
     "The most requests that progress.fcgi handles at once, in threads that start on demand. "
     "Requests with a body from one client may hold at most a sixteenth of them."},

    {"lock_wait", SETTING_DURATION, AT(lock_wait_ms), "10s", 0, 5 * MINUTE, NULL, NULL,
     "The longest that a request waits for an older request to release the same upload."},
    {"sender_turn", SETTING_DURATION, AT(sender_turn_ms), "1s", 0, 10 * SECOND, NULL, NULL,
     "The time that a sender keeps an upload while its bytes arrive, before a newer HEAD or PATCH "
     "for the same upload ends it. Two clients that send one upload therefore both make progress. "
     "A sender that is silent for a quarter of this time is ended at once, and a DELETE ends any "
     "sender at once. Keep it below lock_wait."},
    {"progress_interval", SETTING_DURATION, AT(progress_interval_ms), "100ms", 0, 10 * SECOND, NULL,
     NULL, "The shortest time between two events of one upload while only numbers change."},
    {"alias_ttl", SETTING_DURATION, AT(alias_ttl_ms), "1h", SECOND, 30 * DAY, NULL, NULL,
     "How long the name that an old client gave its upload (X-Progress-ID) is kept after the "
     "upload's end."},
    {"legacy_format", SETTING_CHOICE, AT(legacy_format), "nginx", 0, 0, NULL,
     "nginx nginx-jsonp nginx-javascript nginx-java apache lighttpd php pecl",
     "The format of progress for X-Progress-ID if the URL names no module: that of "
     "nginx-upload-progress (json, jsonp, the default since 0.9, java), of Apache's "
     "mod_upload_progress, of lighttpd's mod_uploadprogress, of PHP's sessions or its "
     "uploadprogress extension."},

    {"max_size", SETTING_SIZE, AT(max_size), "0", 0, 1024 * TB, NULL, NULL,
     "The largest file accepted; 0 for no limit."},
    {"chunk_size", SETTING_SIZE, AT(chunk_size), "0", 0, 1024 * TB, NULL, NULL,
     "The most bytes that clients should send in one request; 0 for no limit."},
    {"max_metadata", SETTING_SIZE, AT(max_metadata), "8k", 0, 16 * KB, NULL, NULL,
     "The longest Upload-Metadata accepted."},
    {"metadata_fields", SETTING_LIST, AT(metadata_fields), "", 0, CONFIG_METADATA_FIELDS_MAX,
     config_check_metadata_field,
     "a list of at most 32 names, each of 1 to 64 printable ASCII characters without blanks and "
     "commas",
     "The metadata that a site works with, such as project, album: keys of Upload-Metadata, and "
     "fields of forms. If set, only these fields are kept; of Upload-Metadata also filename, name, "
     "filetype and type, from which the server takes the file's name and type. A PUT, and any "
     "other body that is a file or a chunk, may have them in its query. The program of pre_create, "
     "webhooks, and GET of /progress/ID.KEY/metadata have them as JSON, stages of the kind command "
     "as variables LOADLINE_META_NAME: NAME in upper case, with _ for each character that is no "
     "letter or digit. Two names that give the same variable are refused. No document and no log "
     "has them. From forms and queries the server never keeps fields of private_fields, redirect "
     "and X-Progress-ID, even if they are listed here. Empty: all fields are kept, and only "
     "pre_create and webhooks get them."},
    {"max_metadata_value", SETTING_SIZE, AT(max_metadata_value), "4k", 1, CONFIG_METADATA_VALUE_MAX,
     NULL, NULL,
     "The longest value of a field in metadata_fields, as UTF-8. For a field that occurs more "
     "often, all its values together. An upload with a longer one is refused before its first "
     "byte, and a form whose field follows its files at the form's end."},
    {"uploaders", SETTING_LIST, AT(uploaders),
     "dropzone, filepond, fine-uploader, flow, jquery, plupload, resumable, simple-uploader", 0,
     CONFIG_LIST_MAX, config_check_uploader,
     "a list of dropzone, filepond, fine-uploader, flow, jquery, plupload, resumable, "
     "simple-uploader",
     "The browser uploaders whose chunks upload.fcgi joins. It refuses the chunks of the others. "
     "It accepts whole files from all of them. Empty: it refuses all chunks."},
    {"uploader_repeat", SETTING_DURATION, AT(uploader_repeat_ms), "10m", 0, DAY, NULL, NULL,
     "How long after its last change a complete upload, sent in chunks by a browser uploader, "
     "still answers for its file: chunks of the same file from the same visitor count as repeated. "
     "After that, the same file is a new upload."},
    {"max_pieces", SETTING_INT, AT(max_pieces), "10000", 1, 1000000, NULL, NULL,
     "The most pieces of one upload that wait for the bytes in front of them, or are on their way. "
     "Uploaders that cut a file send its pieces in any order."},
    {"max_refused_chunk", SETTING_SIZE, AT(max_refused_chunk), "256m", 0, 1024 * MB, NULL, NULL,
     "The most bytes of a refused chunk that upload.fcgi reads before it answers, so that a "
     "browser uploader receives the answer. Keep it above their chunk size; 0 reads nothing."},
    {"interim_responses", SETTING_CHOICE, AT(interim_responses), "no", 0, 0, NULL, "no yes",
     "Whether the web server passes interim answers on. With \"yes\" clients of the IETF draft get "
     "the upload's URL and its progress during the request (104). lighttpd passes them on if it "
     "streams requests. Other web servers take such an answer for the final one."},
    {"trace_context", SETTING_CHOICE, AT(trace_context), "yes", 0, 0, NULL, "no yes",
     "Whether the traceparent of the request that creates an upload (W3C Trace Context) is kept "
     "with the upload. Its commands and the program of pre_create then get it as the variable "
     "TRACEPARENT, receivers of its webhooks as a field, and log lines about the upload have the "
     "trace's id. Watchers do not get it."},
    {"max_files", SETTING_INT, AT(max_files), "32", 1, 1000, NULL, NULL,
     "The most files in one form."},
    {"max_fields", SETTING_INT, AT(max_fields), "128", 0, 10000, NULL, NULL,
     "The most other fields in one form."},
    {"max_field_size", SETTING_SIZE, AT(max_field_size), "64k", 0, 16 * MB, NULL, NULL,
     "The longest value of such a field."},
    {"max_form", SETTING_SIZE, AT(max_form), "1m", KB, 1024 * MB, NULL, NULL,
     "The most bytes that one form may hold besides the content of its files: names and values of "
     "all fields, and names and types of the files. A form in progress takes this much memory at "
     "most, and a little more."},
    {"max_form_metadata", SETTING_SIZE, AT(max_form_metadata), "64k", 0, CONFIG_FORM_METADATA_MAX,
     NULL, NULL,
     "The most bytes that the fields of a form may take as JSON text, if the form has a file. They "
     "are kept with each of its files, for webhooks and the program of pre_create. A form with "
     "more is refused. The same holds for fields of a query. 0: no field is kept, and nothing is "
     "refused for it."},
    {"private_fields", SETTING_LIST, AT(private_fields),
     "*csrf*, *xsrf*, token, *_token, __RequestVerificationToken, _wpnonce, "
     "form_build_id, __VIEWSTATE*, __EVENTVALIDATION",
     0, CONFIG_LIST_MAX, config_check_field_pattern,
     "a list of names of fields, in which a star at an end matches anything, such as *csrf*",
     "Fields of forms that are not kept: neither webhooks nor the program of pre_create get them. "
     "Case does not count. For form[_token] the name in the brackets counts too. redirect, "
     "X-Progress-ID and similar fields are never kept."},
    {"expire_after", SETTING_DURATION, AT(expire_after_ms), "24h", 0, 3650 * DAY, NULL, NULL,
     "The time from its last byte after which an incomplete upload is removed; 0 for never. Each "
     "part of an upload in parts expires this long after its own last byte, but not before an "
     "unfinished upload that it belongs to. An upload keeps the value of its creation."},
    {"expire_empty_after", SETTING_DURATION, AT(expire_empty_after_ms), "1h", 0, 3650 * DAY, NULL,
     NULL,
     "The time from its creation after which an upload without a byte is removed, if that is "
     "sooner than expire_after. 0: only expire_after counts."},
    {"inline_work", SETTING_SIZE, AT(inline_work_bytes), "64m", 0, 1024 * TB, NULL, NULL,
     "Files up to this size are checked and joined before the answer that completes an upload. The "
     "worker does it for larger ones."},
    {"max_ids", SETTING_INT, AT(max_ids), "100", 1, 1000, NULL, NULL,
     "The most uploads that one request for progress may ask for."},

    {"min_free", SETTING_SIZE, AT(min_free_bytes), "64m", 0, 1024 * TB, NULL, NULL,
     "The space that stays free on the spool's file system. An upload that would leave less is "
     "refused. A running upload that reaches it is stopped, and its stored bytes are kept. One "
     "file (inode) for each 16 KiB of it also stays free, at most a twentieth of all, where the "
     "file system counts them."},
    {"idle_timeout", SETTING_DURATION, AT(idle_timeout_ms), "5m", 0, DAY, NULL, NULL,
     "The time after which a sender that sends nothing is ended; its stored bytes are kept. A "
     "client that reads nothing of a download is ended too. Pauses as long as min_rate_window add "
     "up until the client reaches min_rate again. 0 for no limit."},
    {"head_timeout", SETTING_DURATION, AT(head_timeout_ms), "10s", SECOND / 2, 10 * MINUTE, NULL,
     NULL,
     "The time that the web server may take from the first byte of a request to the end of its "
     "header fields, and the time that a connection without any request may stay silent. "
     "upload.fcgi and progress.fcgi then close the connection."},
    {"min_rate", SETTING_SIZE, AT(min_rate), "256", 0, TB, NULL, NULL,
     "The bytes a second that a sender must reach on average over min_rate_window; a slower sender "
     "is ended like a silent one. So is a client that reads a download too slowly. For a client "
     "that is silent for all of min_rate_window, idle_timeout counts instead. 0 for no limit."},
    {"min_rate_window", SETTING_DURATION, AT(min_rate_window_ms), "60s", SECOND / 2, HOUR, NULL,
     NULL, "The time over which min_rate is averaged. Only waiting for the client counts."},
    {"uploads_per_client", SETTING_INT, AT(uploads_per_client), "0", 0, 1000000, NULL, NULL,
     "The most transfers at once of one client: of one owner, or without an owner of one address "
     "(for IPv6, of one /64). Requests with a body count, and downloads that upload.fcgi sends "
     "itself. Each process of upload.fcgi counts separately. 0: a sixteenth of upload_threads."},
    {"creations_per_client", SETTING_INT, AT(creations_per_client), "3000", 0, 1000000, NULL, NULL,
     "The most uploads that one owner, or one address without an owner, may create in a minute; as "
     "many may come at once. Each file counts, and each part of a file that is sent in parts. Each "
     "process of upload.fcgi counts separately. 0 for no limit."},
    {"empty_uploads_per_client", SETTING_INT, AT(empty_uploads_per_client), "600", 0, 65536, NULL,
     NULL,
     "The most uploads without a byte that one such client may have. An upload counts until its "
     "first byte, until it is removed, or until it expires (expire_empty_after). The default lets "
     "a client create 500 files before it sends the first one, and leaves room for others at its "
     "address. Each process of upload.fcgi counts separately, from its start. 0 for no limit."},
    {"uploads_active", SETTING_INT, AT(uploads_active), "10000", 0, 1000000, NULL, NULL,
     "The most transfers at once of all clients, counted as for uploads_per_client, if that is "
     "less than upload_threads minus upload_reserved_threads. 0: that difference."},
    {"max_header", SETTING_SIZE, AT(max_header), "32k", KB, 16 * MB, NULL, NULL,
     "The most bytes that the header fields of one request may have together."},
    {"allow_types", SETTING_LIST, AT(allow_types), "", 0, CONFIG_LIST_MAX,
     config_check_type_pattern, "a list of types such as application/pdf or image/*",
     "The only types accepted, as clients declare them. Empty: all."},
    {"deny_types", SETTING_LIST, AT(deny_types), "", 0, CONFIG_LIST_MAX, config_check_type_pattern,
     "a list of types such as application/pdf or image/*", "Types that are refused."},
    {"allow_extensions", SETTING_LIST, AT(allow_extensions), "", 0, CONFIG_LIST_MAX,
     config_check_extension, "a list of extensions such as jpg or tar.gz",
     "The only extensions of file names accepted. Both forms of the name must have one: as given, "
     "and as written to a disk (without invisible characters). Empty: all."},
    {"deny_extensions", SETTING_LIST, AT(deny_extensions), "", 0, CONFIG_LIST_MAX,
     config_check_extension, "a list of extensions such as exe or tar.gz",
     "Extensions of file names that are refused, in the name as given and as written to a disk."},
    {"quota_bytes", SETTING_SIZE, AT(quota_bytes), "0", 0, 1024 * TB, NULL, NULL,
     "The most bytes that the uploads of one owner, or of one address without an owner, may take "
     "in the spool together; 0 for no limit. A file that is joined from parts counts once, "
     "although the parts stay in the spool until they expire. While one of the two quotas is set, "
     "info.json keeps the addresses."},
    {"quota_uploads", SETTING_INT, AT(quota_uploads), "0", 0, INT32_MAX, NULL, NULL,
     "The most uploads in the spool of one owner, or of one address without one; 0 for no limit."},
    {"pre_create", SETTING_TEXT, AT(pre_create), "", 0, 4096, config_check_command_or_empty,
     "empty, or the absolute path of a program and its arguments",
     "A program that decides about each upload before it is created. It runs without a shell. Its "
     "standard input is a JSON object: name, type, size, owner, metadata (an object too; for a "
     "form, the fields before the file); doc/protocol.md has an example. Exit status 0 accepts the "
     "upload. Otherwise the client gets the first line that the program writes as the reason."},
    {"pre_create_timeout", SETTING_DURATION, AT(pre_create_timeout_ms), "5s", 10, MINUTE, NULL,
     NULL,
     "The time limit of that program. One that exceeds it is ended, and the upload is refused."},
    {"download", SETTING_CHOICE, AT(download), "yes", 0, 0, NULL, "no yes",
     "Whether GET of an upload's URL returns the file once the upload is done."},
    {"sendfile_header", SETTING_CHOICE, AT(sendfile_header), "auto", 0, 0, NULL,
     "auto none x-sendfile x-sendfile2 x-accel-redirect",
     "The field that makes the web server send a downloaded file: X-Sendfile for Apache, "
     "X-Sendfile2 for lighttpd, X-Accel-Redirect for nginx. \"auto\": the field that the web "
     "server's own configuration names in the FastCGI parameter LOADLINE_SENDFILE, as the shipped "
     "configurations do. \"none\", or no such parameter: upload.fcgi sends the file, and every "
     "slow reader occupies a thread."},
    {"sendfile_prefix", SETTING_TEXT, AT(sendfile_prefix), "", 0, 255,
     config_check_url_path_or_empty, "empty, or a path that begins with a slash",
     "The replacement for the spool's path in that field. Empty: with \"auto\" the value of "
     "LOADLINE_SENDFILE_PREFIX, else the spool's path."},
    {"durability", SETTING_CHOICE, AT(durability), "finish", 0, 0, NULL, "none finish chunk",
     "What must be on the disk before the answer. \"finish\": every new upload and every complete "
     "one. \"chunk\": the bytes of each request too. \"none\": the system decides, and a power "
     "failure may lose uploads that were confirmed."},
    {.max = SETTING_SEQUEL_SERVICE},
};
