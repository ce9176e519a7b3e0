<?php // SPDX-License-Identifier: MIT ?>
<h1><?= e($file['title'] ?? $file['name'] ?? $file['id']) ?></h1>
<p>A file of <?= e($file['owner']) ?></p>
<loadline-progress id="<?= e($file['id']) ?>" endpoint="/uploads/"></loadline-progress>
<p><a id="content" class="button" href="/files/<?= e($file['id']) ?>/content"<?= $file['state'] === 'done' ? '' : ' hidden' ?>>Download</a></p>
