from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("inbox", "0011_last_heard_and_joined")]
    operations = [migrations.RenameField("slipphoto", "slip", "shown")]
