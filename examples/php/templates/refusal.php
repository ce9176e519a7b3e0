<?php // SPDX-License-Identifier: MIT ?>
<p role="alert"><?= e($reason) ?></p>
<p><a href="/">Back to the files</a></p>
