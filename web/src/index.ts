/* SPDX-License-Identifier: MIT
 *
 * The package: importing it registers the elements. It exports the client for pages that have their
 * own user interface.
 */
import './ui/elements.js';

export type { ChannelHealth } from './channel/health.js';
export { type ClientOptions, LoadlineClient } from './client/client.js';
export type { Metadata, MetadataSource } from './client/metadata.js';
export type { Upload } from './client/upload.js';
export { type Capabilities, fetchCapabilities } from './server/capabilities.js';
export type { Problem } from './server/problem.js';
export type { TokenProvider } from './server/request.js';
export type { ProgressDocument, StageDocument, UploadError } from './store/document.js';
export type { CloseCodes, ErrorCode, StageState, UploadState } from './store/protocol-names.js';
export type { Transfer, TransferState } from './transfer/transfer.js';
export { LoadlineProgress } from './ui/progress.js';
export { LoadlineUpload } from './ui/upload.js';
export type { AllOutcomes, EventDetails, UploadOutcome } from './ui/upload-events.js';
export type { FileFacts } from './view/file-facts.js';
export { type FileView, viewFile } from './view/file-view.js';
export {
  type Action,
  addWords,
  ENGLISH,
  type Phase,
  type Translation,
  type Words,
  wordsFor,
} from './view/words.js';
