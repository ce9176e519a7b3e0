/* SPDX-License-Identifier: MIT */
/*
 * loadline events: prints every change of every upload as a line of JSON, for scripts.
 */
#include "cli/common/cli.h"
#include "cli/common/interrupt.h"
#include "cli/events/event_feed.h"

#include "base/error.h"

#include <getopt.h>

enum events_option { EVENTS_NOW, EVENTS_STATE, EVENTS_OWNER };

static const struct command_option events_options[] = {
    [EVENTS_NOW] = {.name = "now", .help = "print the unfinished uploads first"},
    [EVENTS_STATE] = {.name = "state",
                      .value = "LIST",
                      .help = "only events of these states, such as done,failed",
                      .offer = OFFER_STATES},
    [EVENTS_OWNER] = {.name = "owner", .value = "OWNER", .help = "only uploads of this owner"},
    {0}};

struct events_order {
    struct event_filter filter;
    bool with_state;
};

static int cmd_events_take(void *arg, size_t option, char *value)
{
    struct events_order *o = arg;

    switch ((enum events_option)option) {
    case EVENTS_NOW:
        o->with_state = true;
        break;
    case EVENTS_STATE:
        return event_filter_read_states(&o->filter, value) ? CLI_OK : CLI_USAGE;
    case EVENTS_OWNER:
        o->filter.owner = value;
        break;
    }
    return CLI_OK;
}

static int cmd_events_follow(struct cli *cli, const struct events_order *o)
{
    struct event_sink sink = {.cli = cli, .filter = o->filter};

    line_output_begin(&sink.out);
    interrupt_catch();
    int rc = event_feed_run(&sink, o->with_state);
    unfinished_free(&sink.unfinished);
    if (rc != 0 && rc != ERR_REDIS)
        cli_complain("%s", error_text(rc));
    return rc == 0 && sink.out.err == 0 ? CLI_OK : CLI_UNAVAILABLE;
}

static int cmd_events_run(struct cli *cli, int argc, char **argv)
{
    struct events_order o = {.with_state = false};

    int status = command_read_options(&cmd_events, argc, argv, cmd_events_take, &o);
    if (status == CLI_OK && optind != argc)
        status = command_usage(&cmd_events);
    if (status == CLI_OK)
        status = cli_open(cli);
    return status == CLI_OK ? cmd_events_follow(cli, &o) : status;
}

const struct command cmd_events = {
    .name = "events",
    .arguments = "[--now] [--state LIST] [--owner OWNER]",
    .summary = "follow all uploads, as lines of JSON",
    .run = cmd_events_run,
    .options = events_options,
    .statuses = "  0  it was interrupted, or the reader of its output is gone\n"
                "  2  invalid arguments or settings\n"
                "  3  Redis is not reachable at the start, or the output cannot be written\n"};
