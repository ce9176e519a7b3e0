/* SPDX-License-Identifier: MIT
 *
 * The dashboard in German.
 */
import type { ProblemWords, Translation } from '../../languages/words.js';
import type { DashboardWords } from './words.js';

const GERMAN: Translation<DashboardWords> = {
  language: 'de',
  token: 'Administrator-Token',
  signIn: 'Anmelden',
  signOut: 'Abmelden',
  checking: 'Wird geprüft …',
  tokenKept: 'Das Token bleibt in diesem Tab und wird beim Schließen des Tabs gelöscht.',
  linkHow:
    'Kein Token? Dieser Befehl gibt auf dem Server einen Link aus, der diese Seite öffnet, einmal und innerhalb von zehn Minuten:',
  nobody: 'Für diesen Server gibt es noch keine Administratoren.',
  nobodyHow:
    'Um diese Seite mit auth = none oder token zu nutzen, erzeugen Sie einen Schlüssel, tragen Sie diese Zeile in loadline.conf ein, starten Sie die Programme neu und erzeugen Sie einen Link:',
  refused: {
    unauthorized: 'Der Server kennt dieses Token nicht.',
    token_expired: 'Dieses Token ist abgelaufen. Erzeugen Sie ein neues.',
    token_invalid: 'Dieses Token gehört nicht zu diesem Server oder ist unvollständig.',
    token_not_yet_valid: 'Dieses Token ist noch nicht gültig.',
    link_used: 'Dieser Link wurde schon benutzt. Erzeugen Sie einen neuen.',
    scope_missing:
      'Dieses Token ist gültig, aber nicht für Administratoren: In „scope“ fehlt „admin“.',
    network: 'Der Server antwortet nicht.',
    no_server: 'Unter dieser Adresse gibt es keinen Upload-Server.',
    server_failed: 'Der Upload-Server funktioniert zurzeit nicht.',
    no_relay:
      'Kein Relay antwortet, oder seine Version ist zu alt: Das Dashboard benötigt loadline-relay.',
    other: 'Der Server hat den Zugriff verweigert.',
  } satisfies ProblemWords,
  figure: {
    uploading: 'Wird hochgeladen',
    rate: 'Durchsatz',
    processing: 'In Verarbeitung',
    waiting: 'Wartet',
    failed: 'Fehlgeschlagen',
    sessions: 'Clients',
  },
  heading: {
    name: 'Upload',
    state: 'Status',
    progress: 'Gespeichert',
    rate: 'Tempo',
    left: 'Restzeit',
    stored: 'Gespeichert',
    ended: 'Beendet',
    actions: 'Aktionen',
    host: 'Host',
    health: 'Zustand',
    sessions: 'Clients',
    watched: 'Beobachtet',
    lag: 'Redis-Verzug',
    jobs: 'In Arbeit',
    done: 'Fertig',
    failed: 'Fehlgeschlagen',
    uptime: 'Läuft seit',
    version: 'Version',
  },
  pulse: { up: 'Läuft', stopping: 'Wird beendet', gone: 'Ausgefallen', unknown: 'Unbekannt' },
  transport: { websocket: 'WebSocket', events: 'Events', poll: 'Long-Poll' },
  uploads: 'Uploads',
  relays: 'Relays',
  workers: 'Worker',
  throughput: 'Durchsatz',
  sessions: 'Verbundene Clients',
  filter: 'Nach Name, Besitzer, ID oder Status suchen',
  endedToday: 'Am letzten Tag beendet',
  found: 'Auf dem Server gefunden: „{filter}“',
  nothingEnded: 'Am letzten Tag wurde kein Upload beendet.',
  nothingFound: 'Der Server hat keinen Upload mit diesen Wörtern gefunden.',
  showMore: 'Mehr zeigen',
  owner: 'Besitzer:',
  pause: 'Anzeige anhalten',
  resume: 'Anzeige fortsetzen',
  pausedAt: 'Stand: {time}. Uploads und Verarbeitung laufen weiter.',
  paused: 'Die Anzeige ist angehalten.',
  resumed: 'Die Anzeige läuft weiter.',
  clearEnded: 'Beendete entfernen',
  noUploads: 'Zurzeit wird nichts hochgeladen oder verarbeitet.',
  noMatch: 'Kein Upload passt zu „{filter}“.',
  more: {
    one: 'Ein weiterer passt; ein engerer Filter zeigt ihn.',
    other: '{count} weitere passen; ein engerer Filter zeigt sie.',
  },
  cutOff:
    'Es gibt mehr Uploads, als ein Client beobachten darf (relay_watches): Liste und Summen sind unvollständig.',
  noRelays: 'Kein Relay hat sich gemeldet.',
  noWorkers: 'Kein Worker hat sich gemeldet: Uploads warten auf ihre Verarbeitung.',
  noNews: 'Das Relay erreicht Redis nicht: Diese Seite ist nicht aktuell.',
  vanished: 'Nicht mehr auf dem Server',
  heardAgo: 'letzte Meldung {ago}',
  running: '{running} von {slots}',
  plot: '{name} in den letzten fünf Minuten: jetzt {now}, höchstens {highest}',
  highest: 'höchstens {value}',
  spanEnd: 'jetzt',
  command: { retry: 'Erneut verarbeiten', cancel: 'Abbrechen' },
  question: '„{name}“ abbrechen?',
  consequence: 'Der Server löscht die gespeicherten Daten. Das lässt sich nicht rückgängig machen.',
  keep: 'Behalten',
  confirm: 'Upload abbrechen',
  done: { retry: '{name} wird erneut verarbeitet.', cancel: '{name} wurde abgebrochen.' },
  failedTo: {
    retry: '{name} konnte nicht erneut verarbeitet werden: {reason}',
    cancel: '{name} konnte nicht abgebrochen werden: {reason}',
  },
  counted:
    'Bisher gezählt: {uploads} begonnen, {bytes} empfangen, {done} verarbeitet, {failed} fehlgeschlagen.',
};

export default GERMAN;
