# SPDX-License-Identifier: MIT
#
# The FastCGI programs. What both of them use is compiled once.

# fcgi_shared = \
#	fcgi/request.c fcgi/request.h \
#	fcgi/response.c fcgi/response.h
#
# loadlineexec_PROGRAMS += fcgi/upload.fcgi
# fcgi_upload_fcgi_SOURCES = fcgi/upload_main.c $(fcgi_shared)
# fcgi_upload_fcgi_LDADD = $(LOADLINE_LIBS) $(FCGI_LIBS)
#
# loadlineexec_PROGRAMS += fcgi/progress.fcgi
# fcgi_progress_fcgi_SOURCES = fcgi/progress_main.c fcgi/poll.c $(fcgi_shared)
# fcgi_progress_fcgi_LDADD = $(LOADLINE_LIBS) $(FCGI_LIBS)
