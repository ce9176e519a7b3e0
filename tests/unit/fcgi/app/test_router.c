/* SPDX-License-Identifier: MIT */
/*
 * Tests dispatch. A request that the gate refuses reaches no handler and gets a problem, whatever
 * its Accept says.
 */
#include "fcgi/app/router.h"

#include "base/error.h"
#include "fcgi/app/gate.h"
#include "fcgi/app/page.h"
#include "fcgi/app/sender_limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define BASE "/uploads/"
#define PAGE "text/html"

static const char *method, *path, *accepted;
static const char *parameter; /* the only one of the query; NULL: none */
static int handled, problem, page;
static char allow[64];

/* --- stubs of the request and its answer, without libfcgi --- */

const char *request_method(const struct request *r)
{
    (void)r;
    return method;
}

const char *request_path(const struct request *r)
{
    (void)r;
    return path;
}

const char *request_header(const struct request *r, const char *name)
{
    (void)r;
    return strcmp(name, "Accept") == 0 ? accepted : NULL;
}

const char *request_variable(const struct request *r, const char *name)
{
    (void)r;
    (void)name;
    return NULL;
}

int request_query_value(const struct request *r, const char *name, char *buf, size_t size)
{
    (void)r;
    (void)buf;
    (void)size;
    return parameter != NULL && strcmp(parameter, name) == 0 ? ERR_BOUND : ERR_NOT_FOUND;
}

bool request_has_body(const struct request *r)
{
    (void)r;
    return false;
}

int sender_limits_take(struct exchange *x)
{
    (void)x;
    return 0;
}

void response_header(struct response *p, const char *name, const char *value)
{
    (void)p;
    if (strcmp(name, "Allow") == 0)
        (void)snprintf(allow, sizeof allow, "%s", value);
}

bool response_has_header(const struct response *p, const char *name)
{
    (void)p;
    return strcmp(name, "Allow") == 0 && *allow != '\0';
}

void response_header_int(struct response *p, const char *name, int64_t value)
{
    (void)p;
    (void)name;
    (void)value;
}

int response_problem(struct response *p, int err, const char *detail)
{
    (void)detail;
    p->status = error_status(err);
    problem = err;
    return 0;
}

int page_send_problem(struct exchange *x, int err, const char *detail)
{
    assert_non_null(x->gate->config);
    (void)detail;
    x->response->status = error_status(err);
    page = err;
    return 0;
}

/* --- requests --- */

static int handle(struct exchange *x)
{
    (void)x;
    handled++;
    return 0;
}

static int handle_named(struct exchange *x)
{
    (void)x;
    handled += 100;
    return 0;
}

static const struct route routes[] = {
    {"GET", ROUTE_COLLECTION, ACCESS_OPEN, handle_named, "load"},
    {"GET", ROUTE_COLLECTION, ACCESS_OPEN, handle, NULL},
    {"GET", ROUTE_ITEM, ACCESS_READ, handle, NULL},
    {"POST", ROUTE_COLLECTION, ACCESS_CREATE, handle, NULL},
    {"DELETE", ROUTE_ITEM, ACCESS_ADMIN, handle, NULL},
};

/* Dispatches one request and returns the status of its answer. */
static int ask(const struct gate *gate, const char *as, const char *target, const char *accept)
{
    struct response response = {0};
    struct exchange x = {.response = &response, .gate = gate};

    method = as;
    path = target;
    accepted = accept;
    handled = problem = page = 0;
    router_dispatch(routes, sizeof routes / sizeof *routes, BASE, &x);
    return response.status;
}

/* Requests each route as a client that accepts anything and as a browser. */
static void assert_refuses_all(const struct gate *gate)
{
    static const char *const accepts[] = {NULL, "*/*", PAGE};

    for (size_t i = 0; i < sizeof routes / sizeof *routes; i++)
        for (size_t a = 0; a < sizeof accepts / sizeof *accepts; a++) {
            const char *target = routes[i].place == ROUTE_ITEM ? BASE "x" : BASE;
            int status = ask(gate, routes[i].method, target, accepts[a]);
            assert_int_equal(handled, 0);
            assert_true(status >= 400);
            assert_true(problem != 0);
            assert_int_equal(page, 0);
        }
}

static void test_no_gate_refuses(void **state)
{
    (void)state;
    assert_refuses_all(NULL);
}

/* A gate without its settings must not crash the program. */
static void test_a_gate_without_settings_refuses(void **state)
{
    static const struct gate half = {.authority = {.mode = ACCESS_BY_KEY}};
    static const struct gate empty;

    (void)state;
    assert_refuses_all(&half);
    assert_refuses_all(&empty);
}

static void test_a_whole_gate_decides(void **state)
{
    static const struct config config;
    static const struct gate closed = {.config = &config, .authority = {.mode = ACCESS_REFUSED}};

    (void)state;
    assert_true(ask(&closed, "GET", BASE, NULL) >= 400);
    assert_true(problem != 0 && page == 0);
    assert_true(ask(&closed, "GET", BASE, PAGE) >= 400);
    assert_true(page != 0 && problem == 0);
    assert_int_equal(handled, 0);
}

static int read_owner(struct exchange *x, const char *id, char **owner_out)
{
    (void)x;
    (void)id;
    (void)owner_out;
    return ERR_NOT_FOUND;
}

static bool find_id(struct exchange *x, char id_out[ID_SIZE])
{
    (void)x;
    (void)id_out;
    return false;
}

static void test_what_is_no_route(void **state)
{
    (void)state;
    assert_int_equal(ask(NULL, "GET", "/other/", NULL), 404);
    assert_int_equal(ask(NULL, "PUT", BASE "x", NULL), 405);
    assert_int_equal(handled, 0);
}

static void test_a_query_parameter_selects_a_route(void **state)
{
    static const struct config config;
    static const struct gate gate = {.config = &config,
                                     .authority = {.mode = ACCESS_BY_KEY},
                                     .read_owner = read_owner,
                                     .find_id = find_id};

    (void)state;
    parameter = "load";
    ask(&gate, "GET", BASE, NULL);
    assert_int_equal(handled, 100);
    parameter = "other";
    ask(&gate, "GET", BASE, NULL);
    assert_int_equal(handled, 1);
    parameter = NULL;
    ask(&gate, "GET", BASE, NULL);
    assert_int_equal(handled, 1);
    assert_int_equal(ask(&gate, "PUT", BASE, NULL), 405);
    assert_string_equal(allow, "GET, POST");
}

static int refuse_method(struct exchange *x)
{
    (void)x;
    return ERR_METHOD;
}

static int refuse_and_tell(struct exchange *x)
{
    response_header(x->response, "Allow", "HEAD");
    return ERR_METHOD;
}

static void test_a_handlers_405_tells_the_other_methods(void **state)
{
    static const struct config config;
    static const struct gate gate = {.config = &config,
                                     .authority = {.mode = ACCESS_BY_KEY},
                                     .read_owner = read_owner,
                                     .find_id = find_id};
    struct route two[] = {{"GET", ROUTE_ITEM, ACCESS_READ, handle, NULL},
                          {"PUT", ROUTE_ITEM, ACCESS_CREATE, refuse_method, NULL}};

    (void)state;
    method = "PUT";
    path = BASE "x";
    accepted = NULL;
    for (int i = 0; i < 2; i++) {
        struct response response = {0};
        struct exchange x = {.response = &response, .gate = &gate};
        *allow = '\0';
        two[1].handle = i == 0 ? refuse_method : refuse_and_tell;
        router_dispatch(two, 2, BASE, &x);
        assert_int_equal(response.status, 405);
        assert_string_equal(allow, i == 0 ? "GET" : "HEAD");
    }
}

static int missing(struct exchange *x)
{
    (void)snprintf(x->id, sizeof x->id, "0123456789abcdef0123456789abcdef");
    return ERR_NOT_FOUND;
}

static int nameless(struct exchange *x)
{
    (void)x;
    return ERR_NOT_FOUND;
}

static int explained(struct exchange *x)
{
    return x->host == EXCHANGE_HOST_THIS ? ERR_NOT_FOUND : ERR_REDIS;
}

/* Dispatches a GET below a base to a handler that misses the upload. */
static int ask_missing(const struct config *config, const char *target,
                       int (*handler)(struct exchange *x), int (*explain)(struct exchange *x))
{
    const struct gate gate = {.config = config,
                              .authority = {.mode = ACCESS_BY_KEY},
                              .read_owner = read_owner,
                              .find_id = find_id};
    const struct route route = {"GET", ROUTE_ITEM, ACCESS_READ, handler, NULL};
    struct response response = {0};
    struct exchange x = {.response = &response, .gate = &gate, .explain_missing = explain};

    method = "GET";
    path = target;
    accepted = NULL;
    problem = 0;
    router_dispatch(&route, 1, BASE, &x);
    return problem;
}

static void test_another_hosts_path_is_elsewhere(void **state)
{
    static char u7[] = "/u7", u8[] = "/u8", u9[] = "/a/u9", none[] = "";
    static char *paths[] = {u7, u8, u9, NULL};
    static const struct config config = {.host_path = u7, .host_paths = paths};
    static const struct config alone = {.host_path = none, .host_paths = &paths[3]};

    (void)state;
    assert_int_equal(ask_missing(&config, BASE "x", missing, NULL), ERR_NOT_FOUND);
    assert_int_equal(ask_missing(&config, "/u7" BASE "x", missing, NULL), ERR_NOT_FOUND);
    assert_int_equal(ask_missing(&config, "/u8" BASE "x", missing, NULL), ERR_ELSEWHERE);
    assert_int_equal(ask_missing(&config, "/a/u9" BASE "x", missing, NULL), ERR_ELSEWHERE);
    /* What has no id is nowhere, and these paths are not ours. */
    assert_int_equal(ask_missing(&config, "/u8" BASE "x", nameless, NULL), ERR_NOT_FOUND);
    assert_int_equal(ask_missing(&config, "/u80" BASE "x", missing, NULL), ERR_NOT_FOUND);
    assert_int_equal(ask_missing(&config, "/u7/u8" BASE "x", missing, NULL), ERR_NOT_FOUND);
    assert_int_equal(ask_missing(&alone, "/u8" BASE "x", missing, NULL), ERR_NOT_FOUND);
    /* A program that knows more says it. */
    assert_int_equal(ask_missing(&config, BASE "x", missing, explained), ERR_REDIS);
    assert_int_equal(ask_missing(&config, "/u7" BASE "x", missing, explained), ERR_NOT_FOUND);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_gate_refuses),
        cmocka_unit_test(test_a_gate_without_settings_refuses),
        cmocka_unit_test(test_a_whole_gate_decides),
        cmocka_unit_test(test_what_is_no_route),
        cmocka_unit_test(test_a_query_parameter_selects_a_route),
        cmocka_unit_test(test_a_handlers_405_tells_the_other_methods),
        cmocka_unit_test(test_another_hosts_path_is_elsewhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
