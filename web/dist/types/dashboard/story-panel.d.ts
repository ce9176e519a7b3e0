import { LitElement, type TemplateResult } from 'lit';
import type { Problem } from '../server/problem.js';
import type { Answer } from './ask-server.js';
import type { RowView } from './row-view.js';
import { type StoryEntry } from './story.js';
import { type DashboardWords } from './words.js';
export type AskForStory = (id: string) => Promise<Answer>;
export declare class LoadlineStory extends LitElement {
    #private;
    static readonly properties: {
        own: {
            attribute: boolean;
        };
        ask: {
            attribute: boolean;
        };
        closed: {
            attribute: boolean;
        };
        row: {
            state: boolean;
        };
        entries: {
            state: boolean;
        };
        problem: {
            state: boolean;
        };
    };
    static readonly styles: import("lit").CSSResult[];
    own: DashboardWords;
    ask: AskForStory | null;
    /** Told the upload's id after the dialog was closed. */
    closed: ((id: string) => void) | null;
    row: RowView | null;
    /** Null: the server has not answered yet. */
    entries: readonly StoryEntry[] | null;
    problem: Problem | null;
    constructor();
    disconnectedCallback(): void;
    open(row: RowView): Promise<void>;
    protected render(): TemplateResult;
}
