/* SPDX-License-Identifier: MIT
 *
 * What a page sets on <loadline-upload>: its attributes and properties.
 */
import type { PropertyDeclarations } from 'lit';
import { isRecord, parseJson } from '../base/json.js';
import { type ClientOptions, LoadlineClient } from '../client/client.js';
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
    folders: { type: Boolean },
    capture: { type: String },
    dropTarget: { attribute: 'drop-target', type: String },
    maxFiles: { attribute: 'max-files', converter: readCount },
    maxSize: { attribute: 'max-size', converter: readSize },
    minSize: { attribute: 'min-size', converter: readSize },
    autostart: { converter: isYes },
    parallel: { converter: readCount },
    metadata: { converter: readMetadata },
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
  /** Whether a second button chooses folders, with `multiple`. */
  declare folders: boolean;
  /** The camera that phones open, as of `<input type=file>`: "user" or "environment". */
  declare capture: string | null;
  /** Where files can be dropped besides the area: a CSS selector, or "page". */
  declare dropTarget: string;
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
    this.folders = false;
    this.capture = null;
    this.dropTarget = '';
    this.maxFiles = null;
    this.maxSize = null;
    this.minSize = null;
    this.autostart = true;
    this.parallel = null;
    this.metadata = null;
  }

  /** Without `multiple` there is one file. Frameworks set properties to texts, as in HTML. */
  protected get rules(): FileRules {
    const { accept, maxSize, minSize, multiple, maxFiles } = this;
    return {
      accept: accept ?? '',
      maxSize: readSize(maxSize),
      minSize: readSize(minSize),
      maxFiles: multiple ? readCount(maxFiles) : 1,
    };
  }

  protected makeClient(): LoadlineClient {
    return new LoadlineClient(this.clientOptions());
  }

  /** They read the properties again each time, except for the endpoint: those may change later. */
  protected clientOptions(): ClientOptions {
    const element = this;
    return {
      endpoint: this.endpoint,
      token: () => element.token?.() ?? null,
      get parallel() {
        return readCount(element.parallel) ?? undefined;
      },
      get autostart() {
        return isYes(element.autostart);
      },
      get metadata() {
        return readMetadata(element.metadata) ?? undefined;
      },
    };
  }
}

function isYes(value: unknown): boolean {
  return value !== false && value !== 'no' && value !== 'false';
}

/** A number of files, or null where it is none. */
function readCount(value: unknown): number | null {
  const count = Number(value);
  return Number.isInteger(count) && count > 0 ? count : null;
}

/** A text is JSON, as an attribute has it. */
function readMetadata(value: MetadataSource | string | null): MetadataSource | null {
  if (typeof value !== 'string') return value;
  const values = parseJson(value);
  return isRecord(values) ? (values as MetadataSource) : null;
}
