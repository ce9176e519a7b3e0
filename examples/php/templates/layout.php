<?php // SPDX-License-Identifier: MIT ?>
<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title><?= e($title) ?> · Loadline with PHP</title>
  <link rel="icon" href="/loadline/loadline.svg" type="image/svg+xml">
  <link rel="stylesheet" href="/style.css">
  <script type="module" src="/page.js"></script>
</head>
<body>
  <header>
    <a href="/">Files</a>
<?php if (isset($user)): ?>
    <form method="post" action="/logout">
      <span><?= e($user) ?></span>
      <button>Sign out</button>
    </form>
<?php endif ?>
  </header>
  <main>
<?= $content ?>
  </main>
</body>
</html>
