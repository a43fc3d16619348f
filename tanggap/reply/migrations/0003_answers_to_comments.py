import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('inbox', '0008_comments'),
        ('reply', '0002_followed_dispatches'),
    ]

    operations = [
        migrations.AddField(
            model_name='reply',
            name='comment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='inbox.message'),
        ),
        migrations.AddField(
            model_name='reply',
            name='is_public',
            field=models.BooleanField(default=False, verbose_name='di bawah komentar, dibaca semua orang'),
        ),
        migrations.AddField(
            model_name='reply',
            name='only_points',
            field=models.BooleanField(default=False, verbose_name='hanya mengarahkan, belum menjawab'),
        ),
    ]
