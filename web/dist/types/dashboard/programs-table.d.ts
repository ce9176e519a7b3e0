import { type TemplateResult } from 'lit';
import type { Program, Site } from './site.js';
import type { DashboardWords } from './words.js';
export declare function programsTable(kind: Program['kind'], site: Site | null, own: DashboardWords): TemplateResult;
