/* SPDX-License-Identifier: MIT
 *
 * What the gallery shows: uploads in every state, as the client would have them, and clients that hold them.
 */
const ID = '0123456789abcdef0123456789abcdef';
const URL_OF_UPLOAD = `/uploads/${ID}.${ID}`;
const MB = 1_000_000;
const HOUR_MS = 3_600_000;
const SIZE = 48 * MB;

let lastKey = 0;

/** A client with these uploads. What else an element calls does nothing. */
export function client(uploads, change = {}) {
  const members = {
    uploads,
    capabilities: null,
    health: { state: 'live' },
    problem: null,
    queue: { guards: new Set() },
    ...change,
  };
  return new Proxy(members, {
    get: (_, name) => (name in members ? members[name] : () => undefined),
  });
}

function upload({ name = 'film.mp4', size = SIZE, transfer = {}, document = null, ...change }) {
  const file = 'file' in change ? change.file : new File([], name);
  return {
    key: ++lastKey,
    id: ID,
    source: { name, size, file, isFollowed: false, ...change.source },
    file,
    transfer: {
      state: 'sending',
      confirmed: 0,
      sent: 0,
      rate: null,
      startedAt: null,
      retryAt: null,
      problem: null,
      resumedFrom: null,
      confirmedAt: null,
      url: URL_OF_UPLOAD,
      ...transfer,
    },
    document: document && documentOf(document, name, size),
    heardAt: change.heardAt ?? null,
    isUnknown: change.isUnknown ?? false,
    isGone: change.isGone ?? false,
    isOver: true,
    link: change.link ?? null,
  };
}

function documentOf(change, name, size) {
  return {
    id: ID,
    epoch: 1,
    rev: 1,
    state: 'uploading',
    transfer: 'active',
    name,
    type: null,
    size,
    received: 0,
    rate: null,
    eta_ms: null,
    percent: null,
    message: null,
    stages: [],
    error: null,
    result: null,
    created_at: null,
    updated_at: null,
    expires_at: null,
    ...change,
  };
}

function stage(name, label, change = {}) {
  return {
    name,
    label,
    state: 'waiting',
    progress: null,
    message: null,
    started_at: null,
    ended_at: null,
    ...change,
  };
}

function stages(now, ...changes) {
  const names = [
    ['digest', 'Checksum'],
    ['scan', 'Virus scan'],
    ['video', 'Video'],
  ];
  const done = { state: 'done', started_at: now - 9_000, ended_at: now - 6_000 };
  return names.map(([name, label], at) =>
    stage(name, label, changes[at] === 'done' ? done : changes[at]),
  );
}

const problem = (code) => ({ code, status: 0, retryable: true, detail: null });

/** A file that is done, for what is around it. */
export function quiet(now) {
  const document = { state: 'done', created_at: now - 14_000, updated_at: now };
  return upload({ name: 'notes.txt', size: 1_234, transfer: { state: 'complete' }, document });
}

/** A file that waits for a person: autostart="no". */
export function held(name, size) {
  return upload({ name, size, transfer: { state: 'paused', url: null } });
}

function beforeBytes() {
  return [
    upload({ transfer: { state: 'waiting', url: null } }),
    upload({ transfer: { state: 'waiting', url: null }, name: 'second.pdf', size: 1 }),
    upload({ transfer: { url: null } }),
  ];
}

/** What is fresh stays so while the page is looked at: it was heard in an hour. */
function sending(now) {
  const soon = now + HOUR_MS;
  const half = {
    confirmed: 20 * MB,
    sent: 26 * MB,
    rate: 1.4 * MB,
    startedAt: now - 60_000,
    confirmedAt: soon,
  };
  const document = { stages: stages(now, {}, {}, {}) };
  return [
    upload({ transfer: half, document, heardAt: soon }),
    upload({ transfer: { ...half, rate: null, resumedFrom: 12 * MB }, heardAt: soon }),
    upload({ transfer: { ...half, rate: null, resumedFrom: 0 }, heardAt: soon }),
    upload({ transfer: half, document: {}, heardAt: now - 65_000 }),
    upload({ transfer: { ...half, confirmedAt: now - 10_000 }, heardAt: soon }),
    upload({ transfer: { ...half, sent: SIZE }, heardAt: soon }),
    upload({ transfer: half, document: {}, heardAt: soon, isUnknown: true }),
  ];
}

function waiting(now) {
  const kept = { confirmed: 20 * MB, sent: 20 * MB };
  const retrying = { ...kept, state: 'retrying', problem: problem('network') };
  return [
    upload({
      transfer: { ...kept, state: 'paused' },
      document: { expires_at: now + 24 * HOUR_MS },
    }),
    upload({ transfer: { ...kept, state: 'paused' }, file: null }),
    upload({ transfer: { ...kept, state: 'retrying', problem: problem('other_window') } }),
    upload({ transfer: { ...kept, state: 'paused' }, file: null, source: { isFollowed: true } }),
    upload({ transfer: { ...retrying, retryAt: now + HOUR_MS } }),
    upload({ transfer: { ...retrying, retryAt: null } }),
    upload({ transfer: { ...retrying, retryAt: now - 1, problem: problem('busy') } }),
  ];
}

function processing(now) {
  const transfer = { state: 'complete', confirmed: SIZE, sent: SIZE };
  const running = { state: 'running', started_at: now - 5_000 };
  const document = (...changes) => ({
    state: 'processing',
    transfer: 'done',
    updated_at: now,
    stages: stages(now, ...changes),
  });
  return [
    upload({ transfer }),
    upload({ transfer, document: document(running, {}, {}), heardAt: now }),
    upload({
      transfer,
      document: document('done', { ...running, progress: 42 }, {}),
      heardAt: now,
    }),
    upload({
      transfer,
      document: document(
        'done',
        { state: 'skipped' },
        { ...running, progress: 71, message: '43 of 60 s' },
      ),
      heardAt: now,
    }),
  ];
}

function ended(now) {
  const transfer = { state: 'complete', confirmed: SIZE, sent: SIZE };
  const times = { created_at: now - 72_000, updated_at: now };
  const result = {
    sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    type: 'video/mp4',
  };
  const failed = (code, change = {}) =>
    upload({ transfer: { state: 'failed', url: null, problem: problem(code), ...change } });
  const virus = {
    code: 'infected',
    message: 'The scanner found Eicar-Test-Signature.',
    stage: 'scan',
    retryable: false,
  };
  const broken = {
    code: 'stage_failed',
    message: 'The video has no key frame.',
    stage: 'video',
    retryable: true,
  };
  return [
    upload({
      transfer,
      document: { ...times, state: 'done', result, stages: stages(now, 'done', 'done', 'done') },
      link: `https://files.example/progress/${ID}`,
    }),
    upload({
      transfer,
      document: {
        ...times,
        state: 'failed',
        error: virus,
        stages: stages(now, 'done', { state: 'failed' }, {}),
      },
    }),
    upload({
      transfer,
      document: {
        ...times,
        state: 'failed',
        error: broken,
        stages: stages(now, 'done', 'done', { state: 'failed' }),
      },
    }),
    failed('too_large'),
    failed('file_changed', { confirmed: 20 * MB, startedAt: now }),
    failed('insufficient_storage', { confirmed: 20 * MB, startedAt: now }),
    // Without its key, so that its URL is not asked whether the disk has it.
    upload({ transfer: { state: 'paused', url: `/uploads/${ID}` }, file: null, isGone: true }),
    upload({ transfer: { state: 'cancelled' } }),
    upload({ transfer: { state: 'paused' }, document: { ...times, state: 'expired' } }),
  ];
}

function names(now) {
  const transfer = {
    confirmed: 20 * MB,
    sent: 26 * MB,
    rate: 1.4 * MB,
    startedAt: now - 60_000,
    confirmedAt: now + HOUR_MS,
  };
  return [
    upload({ transfer, name: `${'a very long name '.repeat(12)}.tar.gz` }),
    upload({ transfer, name: 'תמונה מהחופשה 3.jpg' }),
    upload({ transfer, name: '<b>bold</b> & "quoted".txt' }),
    upload({ transfer, name: '休暇の写真.png', size: 0 }),
  ];
}

/** Two hills and a sun, as PNG. */
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAADAAAAAgCAIAAADbtmxLAAAA7ElEQVR42u3OUWoCMRSF4bOirsYnF9FnkVJEREopRYqIiIiIiKs4y+g6zg5UCA' +
  'whJnFSmvE+DHxvc+bmx4gyBWPKFLxRpuCdMgUTyhRMqQ5cfoe+zBIzqragxkmNMadqiwalxvigaosGpcb4pGqLBqXG+KJqiwalxvimOhDUZJZY' +
  'UKbghzIFS8oUrKj2Xl4HTtFfRbCm2mhSfC3/LYINlRdN8T28UARbKuVhii9zpwh21L2iFF/+WvRrAHvK9+cUX/5a8GIAB8r5l5T2mncDOHae4r' +
  'u9HsATaxonqmEiyDlTZ1NBTh/UB/VBtV0BXYVcltyKEqIAAAAASUVORK5CYII=';

/** A file of each kind; the first has a picture of its content. */
function kinds(now) {
  const bytes = Uint8Array.from(atob(PICTURE), (char) => char.charCodeAt(0));
  const picture = new File([bytes], 'hills.png', { type: 'image/png' });
  const document = { state: 'done', created_at: now - 14_000, updated_at: now };
  const transfer = { state: 'complete' };
  const names = 'scan.heic film.mp4 song.mp3 paper.pdf all.tar.gz notes.md sums.xlsx thing';
  return [
    upload({ name: 'hills.png', file: picture, size: bytes.length, transfer, document }),
    ...names.split(' ').map((name) => upload({ name, transfer, document })),
  ];
}

/** So many files, of which `done` are done. They are one, because the browser takes its time for each. */
export function many(now, done, rest) {
  const file = new File([], 'picture.jpg');
  const transfer = { state: 'complete', confirmed: MB, sent: MB };
  const document = { state: 'done', created_at: now - 14_000, updated_at: now };
  const finished = Array.from({ length: done }, (_, i) =>
    upload({ name: `picture ${i + 1}.jpg`, size: MB, transfer, document, file }),
  );
  const waiting = Array.from({ length: rest }, (_, i) =>
    upload({
      name: `picture ${done + i + 1}.jpg`,
      size: MB,
      file,
      transfer: { state: 'waiting', url: null },
    }),
  );
  return [...finished, ...waiting];
}

/** A long list in its middle: every kind of row above those that wait. */
function manyMixed(now) {
  const [head, ...others] = [beforeBytes().slice(2), sending(now), waiting(now), processing(now)];
  return [...many(now, 812, 0), ...others.flat(), ...head, ...ended(now), ...many(now, 0, 180)];
}

/** The sections: a name, a title, and their uploads. */
export function states(now) {
  return [
    ['before', 'Waiting and starting', beforeBytes()],
    ['sending', 'Sending', sending(now)],
    ['waiting', 'Paused and interrupted', waiting(now)],
    ['processing', 'Processing', processing(now)],
    ['ended', 'Done, failed, cancelled, expired', ended(now)],
    ['names', 'Names', names(now)],
    ['kinds', 'Kinds of files', kinds(now)],
    ['many', 'Many files', manyMixed(now)],
    ['many-done', 'Many files, all done', many(now, 1000, 0)],
  ];
}
