/* SPDX-License-Identifier: MIT */
import { createRoot } from 'react-dom/client';
import { Files } from './files.js';

const place = document.querySelector('#page');
if (place) createRoot(place).render(<Files />);
