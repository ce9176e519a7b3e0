import { type TemplateResult } from 'lit';
import type { Action, Phase } from '../view/words.js';
export declare const phaseIcon: (phase: Phase) => TemplateResult;
export declare const actionIcon: (action: Action) => TemplateResult;
export declare const checkIcon: () => TemplateResult;
export declare const crossIcon: () => TemplateResult;
export declare const dashIcon: () => TemplateResult;
export declare const dropIcon: () => TemplateResult;
