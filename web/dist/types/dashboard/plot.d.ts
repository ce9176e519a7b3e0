import { type TemplateResult } from 'lit';
import { type PlotSample } from './last-hour.js';
import type { DashboardWords } from './words.js';
export interface Curve {
    readonly name: string;
    pick(sample: PlotSample): number | null;
    format(value: number): string;
}
export declare function plot(samples: readonly PlotSample[], spanMs: number, { name, pick, format }: Curve, own: DashboardWords): TemplateResult;
