/* SPDX-License-Identifier: MIT
 *
 * The words in German. Tables for other languages are made the same way.
 */

import type { ChannelHealth } from '../channel/health.js';
import { formatDuration } from './format.js';
import type { HealthWords, ProblemWords, Words } from './words.js';

export const GERMAN: Words = {
  phase: {
    waiting: 'Wartet',
    starting: 'Beginnt',
    uploading: 'Wird hochgeladen',
    paused: 'Angehalten',
    retrying: 'Unterbrochen',
    received: 'Empfangen',
    processing: 'Wird verarbeitet',
    done: 'Fertig',
    failed: 'Fehlgeschlagen',
    cancelled: 'Abgebrochen',
    expired: 'Abgelaufen',
  },
  stage: {
    waiting: 'wartet',
    running: 'läuft',
    done: 'fertig',
    failed: 'fehlgeschlagen',
    skipped: 'ausgelassen',
  },
  action: {
    start: 'Jetzt beginnen',
    pause: 'Anhalten',
    resume: 'Fortsetzen',
    retryNow: 'Jetzt versuchen',
    cancel: 'Abbrechen',
    reprocess: 'Erneut verarbeiten',
    again: 'Erneut hochladen',
    remove: 'Entfernen',
  },
  problem: {
    network: 'Die Verbindung zum Server ist abgerissen.',
    busy: 'Der Server ist gerade nicht bereit.',
    superseded: 'Diese Datei wird in einem anderen Fenster weiter hochgeladen.',
    too_large: 'Diese Datei ist größer, als der Server annimmt.',
    part_too_large: 'Der Webserver davor nimmt auch kleine Teile dieser Datei nicht an.',
    file_changed: 'Diese Datei wurde geändert oder entfernt; bitte noch einmal auswählen.',
    insufficient_storage: 'Der Server hat keinen Platz mehr.',
    locked: 'Der Server ist noch mit dieser Datei beschäftigt.',
    gone: 'Der Server hat diese Datei nicht mehr.',
    not_found: 'Der Server hat diese Datei nicht mehr.',
    forbidden: 'Der Server erlaubt das nicht.',
    cancelled: 'Das Hochladen wurde abgebrochen.',
    expired: 'Die Datei hat zu lange gewartet und wurde entfernt.',
    deleted: 'Die Datei wurde vom Server entfernt.',
    denied: 'Der Webserver lässt diese Seite nicht herein.',
    no_server: 'Unter dieser Adresse ist kein Server zum Hochladen.',
    server_failed: 'Der Server zum Hochladen arbeitet gerade nicht.',
    other: 'Der Server konnte diese Datei nicht annehmen.',
  } satisfies ProblemWords,
  result: { sha256: 'SHA-256', type: 'Typ', link: 'Link', id: 'Kennung' },
  of: 'von',
  step: (current, all) => `Schritt ${current} von ${all}`,
  percent: (percent) => `${percent} Prozent`,
  timeLeft: (time) => `noch ${time}`,
  took: (time) => `in ${time}`,
  elapsed: (time) => `seit ${time}`,
  queuePlace: (place) => `Platz ${place} in der Reihe`,
  keptAt: (part) => `${part} sind da; von dort geht es weiter`,
  keptUntil: (time) => `aufgehoben bis ${time}`,
  resumedAt: (part) => `fortgesetzt ab ${part}`,
  begunAnew: 'Der Server hatte nicht mehr, was schon gesendet war: von vorn begonnen.',
  retryIn: (seconds) =>
    `Neuer Versuch in ${formatDuration(seconds * 1000)}. Was der Server hat, bleibt da.`,
  retryWhenOnline: 'Geht weiter, sobald dieses Gerät online ist. Was der Server hat, bleibt da.',
  retryingNow: 'Neuer Versuch. Was der Server hat, bleibt da.',
  allSent: 'Alles ist gesendet; der Server speichert den Rest.',
  fileKept: 'Der Server hat jedes Byte; nichts muss noch einmal gesendet werden.',
  mayLeave: 'Die Seite kann geschlossen werden: der Server hat jedes Byte.',
  recordMissing:
    'Der Server hat diese Datei aus den Augen verloren und sucht; nichts ist verloren.',
  fileNeeded: 'Zum Fortsetzen diese Datei noch einmal auswählen. Was der Server hat, bleibt da.',
  senderAway: 'Wartet darauf, dass weiter gesendet wird.',
  total: (done, all, part) => `${done} von ${all} fertig, ${part}`,
  heldBack:
    'Der Webserver davor hält zurück, was gesendet wird; der Balken folgt, wenn er es weitergibt.',
  lastNews: (age) => `Die letzte Nachricht zu dieser Datei ist ${age} alt; gesendet wird weiter.`,
  health: healthInGerman,
  choose: 'Dateien auswählen',
  notTaken: (names) => `Nichts zum Hochladen in: ${names}`,
  tooMany: (limit) => `Nur die ersten ${limit} Dateien und Ordner wurden angesehen.`,
  drop: 'oder hier ablegen',
  dropNow: 'Loslassen zum Hochladen',
  limit: (size) => `Je bis zu ${size}`,
  files: 'Dateien',
  stages: 'Verarbeitung',
  copy: 'Kopieren',
  copied: 'Kopiert',
  refresh: 'Aktualisieren',
  actionOn: (action, name) => `${action}: ${name}`,
};

function healthInGerman(health: ChannelHealth, now: number): HealthWords {
  const ago = (at: number) => `letzte Nachricht vor ${formatDuration(now - at)}`;
  const until = (at: number | null) => {
    const seconds = at === null ? 0 : Math.ceil((at - now) / 1000);
    return seconds > 0 ? `Versuch in ${seconds} s` : 'Versuch läuft';
  };
  switch (health.state) {
    case 'idle':
      return { label: 'Bereit', detail: null };
    case 'connecting':
      return { label: 'Verbindet', detail: null };
    case 'live':
      return { label: 'Live', detail: null };
    case 'delayed':
      return { label: 'Verzögert', detail: ago(health.heardAt) };
    case 'reconnecting':
      return { label: 'Verbindet neu', detail: until(health.retryAt) };
    case 'polling':
      return {
        label: 'Fragt jede Sekunde nach',
        detail: health.isFallback ? `Live-Verbindung fehlt, ${until(health.retryAt)}` : null,
      };
    case 'refused':
      return { label: 'Server nicht bereit', detail: null };
    case 'offline':
      return { label: 'Keine Verbindung', detail: ago(health.heardAt) };
  }
}
