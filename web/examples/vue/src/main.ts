/* SPDX-License-Identifier: MIT */
import { createApp } from 'vue';
import Files from './Files.vue';

createApp(Files).mount('#page');
