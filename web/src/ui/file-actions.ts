/* SPDX-License-Identifier: MIT
 *
 * What the buttons of a row do to its upload.
 */
import type { LoadlineClient } from '../client/client.js';
import type { Upload } from '../client/upload.js';
import type { Action } from '../view/words.js';

export function actOn(upload: Upload, action: Action, client: LoadlineClient): void {
  switch (action) {
    case 'pause':
      upload.pause();
      break;
    case 'start':
    case 'resume':
      upload.start();
      break;
    case 'retryNow':
      client.reconnect();
      upload.start();
      break;
    case 'cancel':
      void upload.cancel();
      break;
    case 'reprocess':
      upload.reprocess();
      break;
    case 'again':
      client.again(upload);
      break;
  }
}
