from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('quizzes', '0002_frozen_versions'),
    ]

    operations = [
        migrations.AddField(
            model_name='slot',
            name='numbers',
            field=models.JSONField(default=dict),
        ),
    ]
