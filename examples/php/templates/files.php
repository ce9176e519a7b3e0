<?php // SPDX-License-Identifier: MIT ?>
<form method="post" action="/files" class="panel">
  <label>Title <input name="title" maxlength="200" required></label>
  <loadline-upload name="files" endpoint="/uploads/" multiple required>
    <p>Uploads need JavaScript.</p>
  </loadline-upload>
  <button>Save</button>
</form>

<h2>Your files</h2>
<ul id="mine">
<?php foreach ($mine as $file): ?>
  <li data-id="<?= e($file['id']) ?>">
<?php require __DIR__ . '/entry.php' ?>
    <form method="post" action="/files/<?= e($file['id']) ?>/delete"><button>Delete</button></form>
  </li>
<?php endforeach ?>
</ul>
<?php if ($mine === []): ?>
<p class="hint">You have no files yet.</p>
<?php endif ?>

<h2>Files of others</h2>
<ul id="others">
<?php foreach ($others as $file): ?>
  <li data-id="<?= e($file['id']) ?>">
<?php require __DIR__ . '/entry.php' ?>
    <span class="owner"><?= e($file['owner']) ?></span>
  </li>
<?php endforeach ?>
</ul>
<?php if ($others === []): ?>
<p class="hint">Nobody else has files.</p>
<?php endif ?>
