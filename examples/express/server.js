/* SPDX-License-Identifier: MIT
 *
 * Users sign in, upload files into a form, and see their files and those of others. This file has the
 * routes, database.js the tables, and loadline.js all that concerns Loadline.
 */
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import cookieSession from 'cookie-session';
import express from 'express';
import * as database from './database.js';
import * as loadline from './loadline.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const FILES_MAX = 50; // in one form: Loadline is asked for each
const ENDS = {
  'upload.processed': 'done',
  'upload.failed': 'failed',
  'upload.cancelled': 'cancelled',
  'upload.expired': 'expired',
};
const HEADERS = {
  'Content-Security-Policy':
    "default-src 'self'; media-src 'self' blob:; base-uri 'self'; form-action 'self'; " +
    "frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'same-origin',
};

const app = express();
app.disable('x-powered-by');
app.set('view engine', 'ejs');
app.set('views', join(import.meta.dirname, 'views'));
app.use('/static', express.static(join(import.meta.dirname, 'static')));
// With https also set secure, and let Express trust the web server.
app.use(cookieSession({ keys: [database.sessionKey()], httpOnly: true, sameSite: 'lax' }));
app.use((_request, response, next) => {
  response.set({ ...HEADERS, 'Cache-Control': 'no-store' });
  next();
});

// The signature is of the bytes. It stands for the session, and for the Origin below.
app.post('/webhooks/loadline', express.raw({ type: () => true }), (request, response) => {
  const { event, refusal } = loadline.verifyWebhook(request.headers, request.body);
  if (refusal) return response.sendStatus(refusal);
  const isNew = database.inTransaction(() => {
    const added = database.noteWebhook(request.headers['webhook-id']);
    if (added) storeEvent(event);
    return added;
  });
  // What is answered with 200 is stored.
  if (isUnwanted(event)) removeDelivered(loadline.deliveredPath(event.data));
  response.json({ known: !isNew });
});

// SameSite keeps the cookie from forms of other sites. But other ports and subdomains belong to the
// same site, so the Origin has to be this host.
app.use((request, response, next) => {
  const origin = URL.parse(request.headers.origin ?? '');
  if (request.method === 'POST' && origin?.host !== request.headers.host)
    return response.sendStatus(403);
  next();
});
app.use(express.urlencoded({ extended: false }));

app.get('/login', (_request, response) => response.render('login', { user: null, problem: null }));

app.post('/login', (request, response) => {
  const { name = '', password = '' } = request.body ?? {};
  if (!database.passwordIsRight(String(name), String(password))) {
    const problem = 'The name or the password is wrong.';
    return response.status(401).render('login', { user: null, problem });
  }
  request.session = { user: name, at: Date.now() };
  response.redirect(303, '/');
});

app.post('/logout', (request, response) => {
  request.session = null;
  // The component keeps names of files in the tab: the next person there must not see them.
  response.set('Clear-Site-Data', '"storage"').redirect(303, '/login');
});

// All routes below are for users who are signed in.
app.use((request, response, next) => {
  const { user, at } = request.session ?? {};
  if (!user || Date.now() - at > DAY_MS) {
    // Scripts ask for tokens: a page does not help them.
    return request.path.endsWith('/token')
      ? response.sendStatus(401)
      : response.redirect(303, '/login');
  }
  response.locals.user = user;
  next();
});

/** Who may watch and download a file: here every user. Put your own rule here. */
function mayWatch(user, file) {
  return Boolean(user && file);
}

app.get('/', async (_request, response) => {
  const { user } = response.locals;
  await catchUp();
  const files = database.allFiles();
  response.render('index', {
    mine: files.filter((file) => file.owner === user),
    others: files.filter((file) => file.owner !== user && mayWatch(user, file)),
  });
});

app.get('/token', (_request, response) => {
  response.json({ token: loadline.makeUploadToken(response.locals.user) });
});

// The form has the ids of its uploads. A browser can send any: Loadline knows whether this user has an
// upload with that id.
app.post('/files', async (request, response) => {
  const { user } = response.locals;
  const { title = '', files = [] } = request.body ?? {};
  const ids = [...new Set([files].flat())];
  if (!title || ids.length === 0 || ids.length > FILES_MAX || !ids.every(loadline.isId))
    return response.sendStatus(400);
  const documents = await Promise.all(ids.map((id) => loadline.findDocument(id, user)));
  if (documents.includes(null)) return response.sendStatus(400);
  database.inTransaction(() => {
    for (const document of documents) {
      database.addFile(document.id, user, document);
      database.setTitle(document.id, String(title));
      storeDocument(document);
    }
  });
  response.redirect(303, '/');
});

// The file of the routes below; 404 if there is none that this user may watch.
app.param('id', (_request, response, next, id) => {
  const file = database.findFile(id);
  if (!mayWatch(response.locals.user, file)) return response.sendStatus(404);
  response.locals.file = file;
  next();
});

app.get('/files/:id', (_request, response) => response.render('file'));

// Loadline shows an upload to its owner only. This token is in the name of the owner, but it is for
// watching this one upload.
app.get('/files/:id/token', (_request, response) => {
  const { id, owner } = response.locals.file;
  response.json({ token: loadline.makeToken(owner, 'watch', { upload_id: id }) });
});

// The web server sends the file. Without one that knows X-Sendfile: response.download(path, name).
app.get('/files/:id/content', (_request, response) => {
  const { state, path, name } = response.locals.file;
  if (state !== 'done' || !path || !existsSync(path)) return response.sendStatus(409);
  response
    .attachment(name)
    .type('application/octet-stream')
    .set('X-Sendfile', encodeURI(path))
    .end();
});

app.post('/files/:id/delete', async (_request, response) => {
  const { user, file } = response.locals;
  if (file.owner !== user) return response.sendStatus(403);
  // The webhook with the path may be under way, and Loadline keeps what it has delivered.
  const document = await loadline.findDocument(file.id, user);
  await loadline.deleteUpload(file.id);
  const path = database.findFile(file.id)?.path ?? (document && loadline.deliveredPath(document));
  database.inTransaction(() => database.removeFile(file.id));
  removeDelivered(path);
  response.redirect(303, '/');
});

// Loadline does not answer, or not as it should. Other errors are Express's to answer.
app.use((error, _request, response, next) => {
  if (!(error instanceof loadline.Away)) return next(error);
  console.error(error);
  response.status(503).send('This does not work right now. Try again in a minute.');
});

function removeDelivered(path) {
  if (path) rmSync(path, { force: true });
}

/** Only two events add a file: other ends change one that is there. */
function storeEvent(event) {
  const { type, data } = event;
  if (type === 'upload.created' || type === 'upload.processed')
    database.addFile(data.id, data.owner, data);
  if (type in ENDS) database.setEnd(data.id, loadline.factsOfEvent(event, ENDS[type]));
}

/**
 * Whether nobody will need what was delivered. A failed upload keeps it: when it is processed again,
 * the stages before the failure do not run again.
 */
function isUnwanted({ type, data }) {
  return ['upload.cancelled', 'upload.expired'].includes(type) || database.isDeleted(data.id);
}

function storeDocument(document) {
  const facts = loadline.factsOfDocument(document);
  if (facts.state !== 'uploading') database.setEnd(document.id, facts);
}

let lastQuestion = 0;

/**
 * Loadline repeats webhooks for a day. The application asks for what it missed for longer, once a
 * minute at most.
 */
async function catchUp() {
  const ids = database.unfinishedFiles();
  if (ids.length === 0 || Date.now() - lastQuestion < MINUTE_MS) return;
  lastQuestion = Date.now();
  database.inTransaction(() => database.noteQuestion(ids));
  try {
    const { uploads, gone } = await loadline.findDocuments(ids);
    database.inTransaction(() => {
      uploads.forEach(storeDocument);
      for (const id of gone) database.setGone(id);
    });
  } catch (error) {
    console.error('Loadline does not answer:', error);
  }
}

app.listen(Number(process.env.EXAMPLE_PORT), '127.0.0.1');
