/* SPDX-License-Identifier: MIT */
import { mount } from 'svelte';
import Files from './Files.svelte';

const target = document.querySelector('#page');
if (target) mount(Files, { target });
