import { type TemplateResult } from 'lit';
import { type PlotSample } from './board.js';
import type { DashboardWords } from './words.js';
export interface Curve {
    readonly name: string;
    pick(sample: PlotSample): number;
    format(value: number): string;
}
export declare function plot(samples: readonly PlotSample[], { name, pick, format }: Curve, own: DashboardWords): TemplateResult;
type Point = readonly [x: number, y: number];
/** Cuts the line where no events came for a while. */
export declare function runsOf(samples: readonly PlotSample[], point: (sample: PlotSample) => Point): Point[][];
export {};
