import type { PropertyDeclarations } from 'lit';
import { type ClientOptions, LoadlineClient } from '../client/client.js';
import type { MetadataSource } from '../client/metadata.js';
import type { TokenProvider } from '../server/request.js';
import { type Words } from '../view/words.js';
import { type FileRules } from './file-rules.js';
import { FormElement } from './form-element.js';
export declare class UploadSettings extends FormElement {
    static readonly properties: PropertyDeclarations;
    /** The upload URL, relative to the page. */
    endpoint: string;
    /** Gives the token for the server; may be asynchronous. */
    token: TokenProvider | undefined;
    words: Words;
    /** What the files are for; shown above the area. */
    label: string;
    /** Whether more than one file can be chosen. */
    multiple: boolean;
    /** The types that can be chosen, as of `<input type=file>`. */
    accept: string;
    /** Whether a second button chooses folders, with `multiple`. */
    folders: boolean;
    /** The camera that phones open, as of `<input type=file>`: "user" or "environment". */
    capture: string | null;
    /** Where files can be dropped besides the area: a CSS selector, or "page". */
    dropTarget: string;
    maxFiles: number | null;
    /** In bytes; the attribute may have a unit ("20 MB"). */
    maxSize: number | null;
    minSize: number | null;
    /** Whether files are sent at once; else a button sends them. */
    autostart: boolean;
    /** How many files are sent at a time; null: three. */
    parallel: number | null;
    /** What the server gets to know of each file besides its name and type. */
    metadata: MetadataSource | null;
    constructor();
    /** Without `multiple` there is one file. Frameworks set properties to texts, as in HTML. */
    protected get rules(): FileRules;
    protected makeClient(): LoadlineClient;
    /** They read the properties again each time, except for the endpoint: those may change later. */
    protected clientOptions(): ClientOptions;
}
