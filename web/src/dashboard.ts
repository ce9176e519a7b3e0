/* SPDX-License-Identifier: MIT
 *
 * The operators' page as one file: registers its element and the parts of it.
 */

import { LoadlineDashboard } from './dashboard/dashboard.js';
import { LoadlineStory } from './dashboard/story-panel.js';
import { LoadlineBar } from './ui/bar.js';
import { LoadlineStatus } from './ui/status.js';

customElements.define('loadline-bar', LoadlineBar);
customElements.define('loadline-status', LoadlineStatus);
customElements.define('loadline-story', LoadlineStory);
customElements.define('loadline-dashboard', LoadlineDashboard);
