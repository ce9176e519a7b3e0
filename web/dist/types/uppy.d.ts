export { LoadlineStages, type LoadlineStagesOptions } from './uppy/stages-plugin.js';
