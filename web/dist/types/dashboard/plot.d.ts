import { type TemplateResult } from 'lit';
import { type Sample } from './board.js';
import type { DashboardWords } from './words.js';
export interface Curve {
    readonly name: string;
    pick(sample: Sample): number;
    format(value: number): string;
}
export declare function plot(samples: readonly Sample[], { name, pick, format }: Curve, own: DashboardWords): TemplateResult;
type Point = readonly [x: number, y: number];
/** Cuts where nothing was heard for a while. */
export declare function runsOf(samples: readonly Sample[], point: (sample: Sample) => Point): Point[][];
export {};
