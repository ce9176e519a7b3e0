import type { Translation } from '../../languages/words.js';
import type { DashboardWords } from './words.js';
declare const GERMAN: Translation<DashboardWords>;
export default GERMAN;
