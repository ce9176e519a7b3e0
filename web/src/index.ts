/* SPDX-License-Identifier: MIT
 *
 * What the package gives: the element, registered by importing this, and the
 * client for those who show things their own way.
 */
import './element.js';

export { type Capabilities, fetchCapabilities } from './capabilities.js';
export { type ClientOptions, LoadlineClient } from './client.js';
export type {
  ProgressDocument,
  StageDocument,
  StageState,
  UploadError,
  UploadState,
} from './document.js';
export type { FileFacts } from './file-facts.js';
export { GERMAN } from './german.js';
export type { ChannelHealth } from './health.js';
export type { Problem } from './problem.js';
export type { TokenProvider } from './request.js';
export type { Transfer, TransferState } from './transfer.js';
export { LoadlineProgress } from './ui/progress.js';
export { LoadlineUpload, type UploadOutcome } from './ui/upload.js';
export type { Upload } from './upload.js';
export { type FileView, viewFile } from './view.js';
export { type Action, addWords, ENGLISH, type Phase, type Words, wordsFor } from './words.js';
