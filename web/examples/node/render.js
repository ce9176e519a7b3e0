/* SPDX-License-Identifier: MIT
 *
 * A page that is made on a server first: the module is imported where there is no window. The
 * element comes to life in the browser.
 */
import 'loadline';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';

const page = createElement('loadline-upload', { multiple: true, label: 'Papers' });
process.stdout.write(`${renderToString(page)}\n`);
