<?php // SPDX-License-Identifier: MIT ?>
<a href="/files/<?= e($file['id']) ?>"><?= e($file['title'] ?? $file['name'] ?? $file['id']) ?></a>
<span class="name"><?= e($file['name']) ?></span>
<span class="size"><?= $file['size'] === null ? '' : e($file['size']) . ' bytes' ?></span>
<code class="sha256" title="<?= e($file['sha256']) ?>"><?= e(substr($file['sha256'] ?? '', 0, 12)) ?></code>
<span class="state" data-state="<?= e($file['state']) ?>"><?= e($file['state']) ?></span>
<?php if ($file['message'] !== null): ?>
<span class="message"><?= e($file['message']) ?></span>
<?php endif ?>
