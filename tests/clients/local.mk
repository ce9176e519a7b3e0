# SPDX-License-Identifier: MIT
#
# Other people's uploaders; tests/run runs them.

EXTRA_DIST += tests/clients/.npmrc \
	tests/clients/Upload.java \
	tests/clients/browser.mjs \
	tests/clients/clients.py \
	tests/clients/conftest.py \
	tests/clients/install.sh \
	tests/clients/ledger.py \
	tests/clients/local.mk \
	tests/clients/node.mjs \
	tests/clients/package-lock.json \
	tests/clients/package.json \
	tests/clients/pages/axios.js \
	tests/clients/pages/dropzone.js \
	tests/clients/pages/filepond-again.js \
	tests/clients/pages/filepond-life.js \
	tests/clients/pages/filepond.js \
	tests/clients/pages/fine.js \
	tests/clients/pages/flow.js \
	tests/clients/pages/jquery.js \
	tests/clients/pages/page.html \
	tests/clients/pages/page.js \
	tests/clients/pages/plupload.js \
	tests/clients/pages/resumable.js \
	tests/clients/pages/simple.js \
	tests/clients/pages/tus.js \
	tests/clients/pages/uppy.js \
	tests/clients/pom.xml \
	tests/clients/python_client.py \
	tests/clients/requirements.txt \
	tests/clients/run \
	tests/clients/snippets.py \
	tests/clients/test_documented_uploaders.py \
	tests/clients/test_filepond.py \
	tests/clients/test_ledger.py \
	tests/clients/test_scripts.py \
	tests/clients/test_tools.py \
	tests/clients/test_tus_clients.py \
	tests/clients/test_uploaders_in_pieces.py \
	tests/clients/test_uploaders_whole.py \
	tests/clients/test_webhook_java.py
