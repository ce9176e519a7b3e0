export { type ClientOptions, LoadlineClient } from './client/client.js';
