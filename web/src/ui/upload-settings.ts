/* SPDX-License-Identifier: MIT
 *
 * What a page sets on <loadline-upload>: its attributes and properties.
 */
import type { PropertyDeclarations } from 'lit';
import { LoadlineClient } from '../client/client.js';
import type { MetadataSource } from '../client/metadata.js';
import type { TokenProvider } from '../server/request.js';
import { ENGLISH, type Words } from '../view/words.js';
import { type FileRules, readSize } from './file-rules.js';
import { FormElement } from './form-element.js';

export class UploadSettings extends FormElement {
  static override readonly properties: PropertyDeclarations = {
    endpoint: { type: String },
    token: { attribute: false },
    words: { attribute: false },
    label: { type: String },
    multiple: { type: Boolean, reflect: true },
    accept: { type: String },
    maxFiles: { type: Number, attribute: 'max-files' },
    maxSize: { attribute: 'max-size', converter: readSize },
    minSize: { attribute: 'min-size', converter: readSize },
    autostart: { converter: (text) => text !== 'no' && text !== 'false' },
    parallel: { type: Number },
    metadata: { type: Object },
  };

  /** The upload URL, relative to the page. */
  declare endpoint: string;
  /** Gives the token for the server; may be asynchronous. */
  declare token: TokenProvider | undefined;
  declare words: Words;
  /** What the files are for; shown above the area. */
  declare label: string;
  /** Whether more than one file can be chosen. */
  declare multiple: boolean;
  /** The types that can be chosen, as of `<input type=file>`. */
  declare accept: string;
  declare maxFiles: number | null;
  /** In bytes; the attribute may have a unit ("20 MB"). */
  declare maxSize: number | null;
  declare minSize: number | null;
  /** Whether files are sent at once; else a button sends them. */
  declare autostart: boolean;
  /** How many files are sent at a time; null: three. */
  declare parallel: number | null;
  /** What the server gets to know of each file besides its name and type. */
  declare metadata: MetadataSource | null;

  constructor() {
    super();
    this.endpoint = '/uploads/';
    this.token = undefined;
    this.words = ENGLISH;
    this.label = '';
    this.multiple = false;
    this.accept = '';
    this.maxFiles = null;
    this.maxSize = null;
    this.minSize = null;
    this.autostart = true;
    this.parallel = null;
    this.metadata = null;
  }

  /** Without `multiple` there is one file. */
  protected get rules(): FileRules {
    const { accept, maxSize, minSize, multiple } = this;
    return { accept: accept ?? '', maxSize, minSize, maxFiles: multiple ? this.maxFiles : 1 };
  }

  /** A client that reads the properties again each time: they may change later. */
  protected makeClient(): LoadlineClient {
    const element = this;
    const { endpoint, token } = this;
    return new LoadlineClient({
      endpoint,
      ...(token ? { token } : {}),
      get parallel() {
        return element.parallel ?? undefined;
      },
      get autostart() {
        return element.autostart;
      },
      get metadata() {
        return element.metadata ?? undefined;
      },
    });
  }
}
