<?php // SPDX-License-Identifier: MIT ?>
<h1>Sign in</h1>
<?php if ($problem !== null): ?>
<p role="alert"><?= e($problem) ?></p>
<?php endif ?>
<form method="post" action="/login" class="panel narrow">
  <label>Name <input name="name" autocomplete="username" required autofocus></label>
  <label>Password <input name="password" type="password" autocomplete="current-password" required></label>
  <button>Sign in</button>
  <p class="hint">This demonstration has the users alice and bob, both with the password loadline.</p>
</form>
