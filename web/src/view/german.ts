/* SPDX-License-Identifier: MIT
 *
 * The texts in German. A table for another language has the same form.
 */

import type { ChannelHealth } from '../channel/health.js';
import { formatDuration } from './format.js';
import type { HealthWords, ProblemWords, Words } from './words.js';

export const GERMAN: Words = {
  phase: {
    waiting: 'Wartet',
    starting: 'Startet',
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
    skipped: 'übersprungen',
  },
  action: {
    start: 'Jetzt starten',
    pause: 'Anhalten',
    resume: 'Fortsetzen',
    retryNow: 'Jetzt versuchen',
    cancel: 'Abbrechen',
    reprocess: 'Erneut verarbeiten',
    again: 'Erneut hochladen',
    remove: 'Entfernen',
  },
  problem: {
    network: 'Die Verbindung zum Server wurde unterbrochen.',
    busy: 'Der Server ist zurzeit nicht verfügbar.',
    superseded: 'Dieser Upload wird in einem anderen Fenster fortgesetzt.',
    too_large: 'Diese Datei ist größer, als der Server erlaubt.',
    part_too_large: 'Der Webserver lehnt selbst kleine Teile dieser Datei ab.',
    file_changed: 'Diese Datei wurde geändert oder entfernt. Bitte erneut auswählen.',
    insufficient_storage: 'Auf dem Server ist kein Speicherplatz mehr frei.',
    locked: 'Der Server ist noch mit diesem Upload beschäftigt.',
    gone: 'Dieser Upload ist auf dem Server nicht mehr vorhanden.',
    not_found: 'Dieser Upload ist auf dem Server nicht mehr vorhanden.',
    forbidden: 'Der Server erlaubt das nicht.',
    cancelled: 'Der Upload wurde abgebrochen.',
    expired: 'Der Upload ist abgelaufen und wurde vom Server entfernt.',
    deleted: 'Der Upload wurde vom Server gelöscht.',
    denied: 'Der Webserver hat den Zugriff verweigert.',
    no_server: 'Unter dieser Adresse gibt es keinen Upload-Server.',
    server_failed: 'Der Upload-Server funktioniert zurzeit nicht.',
    other: 'Der Server konnte diese Datei nicht annehmen.',
  } satisfies ProblemWords,
  result: { sha256: 'SHA-256', type: 'Typ', link: 'Link', id: 'Upload' },
  of: 'von',
  step: (current, all) => `Schritt ${current} von ${all}`,
  percent: (percent) => `${percent} Prozent`,
  timeLeft: (time) => `noch ${time}`,
  took: (time) => `in ${time}`,
  elapsed: (time) => `seit ${time}`,
  queuePlace: (place) => `Platz ${place} in der Warteschlange`,
  keptAt: (part) => `${part} gespeichert; der Upload wird ab dort fortgesetzt`,
  keptUntil: (time) => `aufbewahrt bis ${time}`,
  resumedAt: (part) => `fortgesetzt ab ${part}`,
  begunAnew:
    'Bereits gesendete Daten sind auf dem Server verloren gegangen. Der Upload wurde neu gestartet.',
  retryIn: (seconds) =>
    `Neuer Versuch in ${formatDuration(seconds * 1000)}. Gespeicherte Daten bleiben erhalten.`,
  retryWhenOnline:
    'Wird fortgesetzt, sobald dieses Gerät online ist. Gespeicherte Daten bleiben erhalten.',
  retryingNow: 'Neuer Versuch läuft. Gespeicherte Daten bleiben erhalten.',
  allSent: 'Alle Daten sind gesendet. Der Server speichert noch den Rest.',
  fileKept: 'Der Server hat die ganze Datei. Sie muss nicht erneut gesendet werden.',
  mayLeave: 'Sie können diese Seite schließen: Der Server hat die ganze Datei.',
  recordMissing: 'Der Server stellt den Stand dieser Datei wieder her. Nichts ist verloren.',
  fileNeeded:
    'Bitte diese Datei zum Fortsetzen erneut auswählen. Gespeicherte Daten bleiben erhalten.',
  senderAway: 'Wartet, bis der Absender den Upload fortsetzt.',
  total: (done, all, part) => `${done} von ${all} fertig, ${part}`,
  heldBack:
    'Der Webserver puffert den Upload. Der Balken bewegt sich, sobald der Webserver Daten weitergibt.',
  lastNews: (age) => `Die letzte Meldung zu dieser Datei ist ${age} alt. Der Upload läuft weiter.`,
  health: healthInGerman,
  choose: 'Dateien auswählen',
  notTaken: (names) => `Leer oder nicht lesbar: ${names}`,
  tooMany: (limit) => `Nur die ersten ${limit} Dateien und Ordner wurden gelesen.`,
  drop: 'oder hier ablegen',
  dropNow: 'Zum Hochladen loslassen',
  limit: (size) => `Jeweils bis zu ${size}`,
  files: 'Dateien',
  stages: 'Verarbeitung',
  copy: 'Kopieren',
  copied: 'Kopiert',
  refresh: 'Aktualisieren',
  actionOn: (action, name) => `${action}: ${name}`,
};

function healthInGerman(health: ChannelHealth, now: number): HealthWords {
  const ago = (at: number) => `letzte Meldung vor ${formatDuration(now - at)}`;
  const until = (at: number | null) => {
    const seconds = at === null ? 0 : Math.ceil((at - now) / 1000);
    return seconds > 0 ? `neuer Versuch in ${seconds} s` : 'neuer Versuch läuft';
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
      return { label: 'Verbindet erneut', detail: until(health.retryAt) };
    case 'polling':
      return {
        label: 'Abfrage jede Sekunde',
        detail: health.isFallback ? `keine Live-Verbindung, ${until(health.retryAt)}` : null,
      };
    case 'refused':
      return { label: 'Server nicht verfügbar', detail: null };
    case 'offline':
      return { label: 'Keine Verbindung', detail: ago(health.heardAt) };
  }
}
