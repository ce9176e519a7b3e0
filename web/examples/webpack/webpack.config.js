/* SPDX-License-Identifier: MIT */
export default {
  mode: 'production',
  entry: './built/page.js',
  output: { filename: 'page.js', publicPath: 'auto' },
};
