import { type TemplateResult } from 'lit';
import type { Program, Site } from '../dashboard-site.js';
import type { DashboardWords } from '../dashboard-words.js';
export declare function programsTable(kind: Program['kind'], site: Site | null, own: DashboardWords): TemplateResult;
